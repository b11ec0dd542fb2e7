"""What the engine may answer instead of doing it.

RuntimeUnavailable       nobody answers (podlab.node.runtime)
EngineError              it answered no
  NotThere               there is no such container, volume or process
  ImageMissing           the image is not on this engine
  NameTaken              another object has this name
  BeingRemoved           somebody else is about to remove it
"""

from collections.abc import Iterator
from contextlib import contextmanager

from docker.errors import APIError, DockerException, create_api_error_from_http_exception
from requests import HTTPError, Response
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError as TransportError

from podlab.node.runtime import RuntimeUnavailable


class EngineError(Exception):
    """The engine refused; the text is its own sentence."""


class NotThere(EngineError):
    """No such object."""


class ImageMissing(EngineError):
    """No such image on this engine."""


class BeingRemoved(EngineError):
    """Somebody removes this object at this moment."""


class NameTaken(EngineError):
    """An object of this name exists."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn the SDK's errors into ours."""
    try:
        yield
    except APIError as error:
        raise _refusal(error) from error
    except (RequestException, TransportError, OSError, DockerException) as error:
        raise RuntimeUnavailable(f"the container engine does not answer: {error}") from error


def raise_for(answer: Response) -> None:
    """Raise the SDK's own error for an answer that says no."""
    try:
        answer.raise_for_status()
    except HTTPError as error:
        raise create_api_error_from_http_exception(error) from error


def _refusal(error: APIError) -> EngineError:
    text = str(error.explanation or error)
    status = getattr(error.response, "status_code", 0)
    if status == 404:
        missing = "no such image" in text.lower()
        return ImageMissing(text) if missing else NotThere(text)
    if status == 409 and "already in progress" in text:
        return BeingRemoved(text)
    return NameTaken(text) if status == 409 and "already in use" in text else EngineError(text)
