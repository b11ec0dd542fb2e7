"""What the engine gets for a build: the Dockerfile as it was understood, and the build's files."""

import io
import re
import tarfile
from collections.abc import Callable, Mapping

from podlab.builds.limits import Plan, plan
from podlab.node.builds.seams import BuildProblem, Order
from podlab.node.engine.builds.tags import built_name, tag_of
from podlab.node.images.catalogue import Catalogue, CatalogueEntry

MOST_FILES = 40
MOST_BYTES = 256 << 10
_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}(/[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}){0,3}\Z")


def plan_of(
    order: Order, node_id: str, catalogue: Catalogue, exists: Callable[[str], bool]
) -> Plan:
    """Read the order's Dockerfile; `exists` says whether a tag is on the engine. Raises Refused."""

    def image_of(image: str) -> str:
        if name := built_name(image):
            tag = tag_of(node_id, order.namespace, name)
            return tag if name != order.name and exists(tag) else ""
        entry = catalogue.resolve(image)
        return entry.local_tag if entry else ""

    return plan(order.dockerfile, image_of, ", ".join(catalogue.names()))


def bases_of(planned: Plan, catalogue: Catalogue) -> list[CatalogueEntry]:
    """The catalogue's images that the build needs."""
    return [entry for entry in catalogue.entries if entry.local_tag in planned.images]


def dockerfile_of(planned: Plan, labels: Mapping[str, str]) -> str:
    """What was understood, one instruction a line, so that the engine understands the same.

    Every stage is labelled: the earlier ones have no other name by which they are found again.
    """
    label = " ".join(f'"{name}"="{value}"' for name, value in labels.items())
    lines = []
    for each in planned.instructions:
        lines.append(each.text)
        if each.keyword == "FROM":
            lines.append(f"LABEL {label}")
    return "\n".join(lines) + "\n"


def steps_of(planned: Plan) -> list[int]:
    """Of each step that the engine will tell, the instruction's place from 0; -1 for a label."""
    found = []
    for index, each in enumerate(planned.instructions):
        found += [index, -1] if each.keyword == "FROM" else [index]
    return found


def check_files(files: Mapping[str, bytes]) -> None:
    """Raises BuildProblem for files that have no place in a build."""
    if len(files) > MOST_FILES or sum(map(len, files.values())) > MOST_BYTES:
        raise BuildProblem(f"a build has at most {MOST_FILES} files and {MOST_BYTES >> 10} KiB")
    for path in files:
        if not _PATH.match(path) or path.lower() in {"dockerfile", ".dockerignore"}:
            raise BuildProblem(f"{path!r} is no name for a file of a build")


def archive_of(dockerfile: str, files: Mapping[str, bytes]) -> bytes:
    """The context as a tar archive, the same bytes for the same files."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for path, content in sorted({**files, "Dockerfile": dockerfile.encode()}.items()):
            member = tarfile.TarInfo(path)
            member.size = len(content)
            member.mode = 0o755 if content.startswith(b"#!") else 0o644
            tar.addfile(member, io.BytesIO(content))
    return archive.getvalue()
