"""Images on the Docker Engine: which are there, and building, pulling, saving and loading them."""

import io
import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import docker
from docker.errors import APIError, BuildError, DockerException, ImageNotFound
from requests.exceptions import RequestException

from podlab.node.images.building import Builder
from podlab.node.images.catalogue import CATALOGUE, Catalogue, CatalogueEntry
from podlab.node.images.seams import (
    IMAGE_LABEL,
    RECIPE_LABEL,
    ArchiveProblem,
    BuildFailed,
    BuildOrder,
    EngineUnreachable,
    LocalImage,
    PullFailed,
    Report,
    Step,
    silent,
)

SLOW_SECONDS = 900
_TELL_EVERY = 16 << 20
_STEP = re.compile(r"^Step (\d+)/(\d+) : (.*)")
_ENGINE_ADVICE = (
    "Start Docker (Debian: apt-get install docker.io), or set DOCKER_HOST to an engine's socket; "
    "your user needs access to it (group docker)."
)
_BUILD_ADVICE = (
    "Building needs the Debian mirror. Without a network carry the images over: "
    "`images save` on another machine, `images load` here."
)
_LOAD_ADVICE = "It should be a file that `images save` wrote."
_PULL_ADVICE = "Without a registry Podlab makes its own: images build"


def connect_for_images() -> "EngineImages":
    """An engine found by DOCKER_HOST or the default socket; EngineUnreachable."""
    try:
        client = docker.from_env(timeout=SLOW_SECONDS, version="auto")
    except (DockerException, RequestException) as error:
        raise EngineUnreachable(f"No Docker Engine answers: {error}", _ENGINE_ADVICE) from error
    return EngineImages(client)


class EngineImages:
    """An ImageEngine on the Docker SDK; may be used from several threads."""

    def __init__(self, client: docker.DockerClient, catalogue: Catalogue = CATALOGUE) -> None:
        self._api: Any = client.api
        self._catalogue = catalogue
        self._building = threading.Lock()

    def close(self) -> None:
        """Let go of the connections to the engine."""
        self._api.close()

    def exists(self, tag: str) -> bool:
        """Whether the engine has an image of this tag."""
        try:
            self._api.inspect_image(tag)
        except ImageNotFound:
            return False
        return True

    def ensure(self, entry: CatalogueEntry, report: Report = silent) -> None:
        """Make the image unless it is there, with all that it is made from; BuildFailed."""
        if self.exists(entry.local_tag):
            return
        with self._building:  # two Pods may want the same image at once
            if not self.exists(entry.local_tag):
                builder = Builder(self._catalogue, self)
                builder.build(builder.plan([entry.name]), report)

    def local(self) -> Mapping[str, LocalImage]:
        """Podlab's images that are there, by tag."""
        found = {}
        for image in self._api.images("podlab/*"):
            labels = image.get("Labels") or {}
            for tag in image.get("RepoTags") or ():
                name = tag.removesuffix(":latest")
                recipe = labels.get(RECIPE_LABEL, "")
                pulled = not recipe and bool(image.get("RepoDigests"))
                age = time.time() - image["Created"]
                found[name] = LocalImage(name, recipe, image["Size"], pulled, age)
        return found

    def build(self, order: BuildOrder, report: Report) -> None:
        """Build with the engine's classic builder, its RUN steps on the host's network."""
        stream = self._api.build(
            fileobj=io.BytesIO(order.context),
            custom_context=True,
            tag=order.tag,
            labels=dict(order.labels),
            nocache=order.fresh,
            network_mode="host",
            rm=True,
            forcerm=True,
            decode=True,
        )
        try:
            _follow_build(order.image, stream, report)
            old = {"dangling": True, "label": f"{IMAGE_LABEL}={order.image}"}
            self._api.prune_images(old)
        except (APIError, BuildError) as error:
            raise BuildFailed(f"{order.image}: {error}", _BUILD_ADVICE) from error

    def import_root(self, tag: str, archive: Path, labels: Mapping[str, str]) -> None:
        """Import a tar archive as an image of one layer."""
        changes = ['CMD ["bash"]', *(f"LABEL {name}={value}" for name, value in labels.items())]
        with archive.open("rb") as stream:
            answer = self._api.import_image_from_data(stream, repository=tag, changes=changes)
        if "error" in str(answer):
            raise BuildFailed(f"The engine did not take the image {tag}: {answer}")

    def pull(self, image: str, upstream: str, tag: str, report: Report) -> None:
        """Pull an image and give it our name as well."""
        report(Step(image, 0, 0, f"asking a registry for {upstream}"))
        repository, _, version = upstream.rpartition(":")
        try:
            for line in self._api.pull(repository, tag=version, stream=True, decode=True):
                if "error" in line:
                    raise PullFailed(_first_line(line["error"]), _PULL_ADVICE)
                if "id" in line:
                    report(Step(image, 0, 0, f"{line['id']} {line.get('status', '')}"))
            self._api.tag(upstream, tag, force=True)
        except APIError as error:
            reason = _first_line(str(error.explanation or error))
            raise PullFailed(f"{upstream}: {reason}", _PULL_ADVICE) from error

    def save(self, tags: list[str], archive: Path, report: Report) -> None:
        """Write images into one tar file; layers that they share are written once."""
        part = archive.with_name(archive.name + ".part")
        url = f"{self._api.base_url}/v{self._api.api_version}/images/get"
        try:
            with (
                self._api.get(
                    url, params={"names": tags}, stream=True, timeout=SLOW_SECONDS
                ) as got,
                part.open("wb") as file,
            ):
                got.raise_for_status()
                _copy(got.iter_content(None), file, archive.name, report)
            part.replace(archive)
        except (OSError, RequestException) as error:
            part.unlink(missing_ok=True)
            advice = "Is the folder there, may you write in it, and is there room for it?"
            raise ArchiveProblem(f"Cannot write {archive}: {error}", advice) from error

    def load(self, archive: Path) -> list[str]:
        """Read the images of a file that `save` wrote."""
        try:
            with archive.open("rb") as file:
                answers = list(self._api.load_image(file))
        except (OSError, APIError) as error:
            raise ArchiveProblem(f"Cannot read {archive}: {error}", _LOAD_ADVICE) from error
        for answer in answers:
            if "error" in answer:
                problem = f"{archive} holds no images: {answer['error']}"
                raise ArchiveProblem(problem, _LOAD_ADVICE)
        text = "".join(answer.get("stream", "") for answer in answers)
        return [tag.removesuffix(":latest") for tag in re.findall(r"Loaded image: (\S+)", text)]


def _copy(chunks: Iterable[bytes], file: BinaryIO, name: str, report: Report) -> None:
    """Write what comes, and say now and then how much it was."""
    told = 0
    for chunk in chunks:
        file.write(chunk)
        if file.tell() >= told + _TELL_EVERY:
            told = file.tell()
            report(Step(name, 0, 0, f"{told / 1e6:.0f} MB"))


def _follow_build(image: str, stream: Iterable[dict[str, Any]], report: Report) -> None:
    """Report each step of a build; BuildFailed with the last lines that it printed."""
    printed: list[str] = []
    for line in stream:
        if "error" in line:
            tail = "\n    ".join(printed[-6:])
            raise BuildFailed(f"{image}: {line['error']}\n    {tail}", _BUILD_ADVICE)
        for text in _lines(line):
            printed.append(text)
            if step := _STEP.match(text):
                report(Step(image, int(step[1]), int(step[2]), step[3]))


def _lines(line: Mapping[str, Any]) -> Iterator[str]:
    return filter(None, map(str.strip, line.get("stream", "").splitlines()))


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else "no answer"
