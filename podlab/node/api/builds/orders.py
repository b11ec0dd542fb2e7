"""What is asked for: the place and name of an image, a Dockerfile, and the build's files."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from podlab.node.api.errors import bad_request
from podlab.node.builds.seams import Order
from podlab.node.engine.builds.tags import NAME

MOST_SEARCHED = 1000


def place_of(parameters: Mapping[str, str]) -> tuple[str, str]:
    """The namespace and the image's name; raises ApiError 400."""
    namespace, name = parameters["namespace"], parameters["name"]
    for each in (namespace, name):
        if not NAME.match(each) and not (each is namespace and is_label(each)):
            raise bad_request(f"{each!r} is no name: use small letters, digits and hyphens")
    return namespace, name


def is_label(text: str) -> bool:
    """Whether it may be a namespace, which may be longer than an image's name.

    >>> is_label("learner-0a"), is_label("-a"), is_label("a/b")
    (True, False, False)
    """
    allowed = text.replace("-", "").isalnum() and text.isascii() and text == text.lower()
    return allowed and len(text) <= 63 and text[0] != "-" != text[-1]


def order_of(parameters: Mapping[str, str], body: Mapping[str, Any]) -> Order:
    """The order in a body: `dockerfile`, and `files` in base64 by path. Raises ApiError 400."""
    namespace, name = place_of(parameters)
    dockerfile, files = body.get("dockerfile"), body.get("files") or {}
    if not isinstance(dockerfile, str):
        raise bad_request("dockerfile must be a text")
    if not isinstance(files, dict):
        raise bad_request("files must hold contents in base64 by path")
    try:
        contents = {
            str(path): base64.b64decode(str(text), validate=True) for path, text in files.items()
        }
    except binascii.Error as problem:
        raise bad_request(f"files: {problem}") from problem
    return Order(namespace, name, dockerfile, contents)


def search_of(body: Mapping[str, Any]) -> str:
    """The text to look for; raises ApiError 400."""
    text = body.get("search")
    if not isinstance(text, str) or not 0 < len(text) <= MOST_SEARCHED:
        raise bad_request(f"search must be a text of at most {MOST_SEARCHED} characters")
    return text
