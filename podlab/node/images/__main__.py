"""The command: `python -m podlab.node.images list|build|pull|save|load [names]`."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from podlab.node.engine.images import EngineImages, connect_for_images
from podlab.node.images.building import Builder
from podlab.node.images.catalogue import CATALOGUE, CatalogueEntry
from podlab.node.images.progress import progress_for
from podlab.node.images.seams import ImageProblem, UnknownImage

DEFAULT_ARCHIVE = Path("podlab-images.tar")


@dataclass(frozen=True)
class Errand:
    """What was asked for."""

    engine: EngineImages
    entries: list[CatalogueEntry]
    archive: Path
    again: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 on an ImageProblem, 2 on wrong usage, 130 on ^C."""
    options = _parser().parse_args(arguments)
    commands = {"list": _list, "build": _build, "pull": _pull, "save": _save, "load": _load}
    try:
        entries = _chosen(options.names, essential=options.essential)
        with closing(connect_for_images()) as engine:
            commands[options.command](Errand(engine, entries, options.file, options.again))
    except ImageProblem as problem:
        _say(f"images: {problem}", sys.stderr)
        if problem.advice:
            _say(f"  {problem.advice}", sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="images", description="The images that Pods can use: which are there, and making them."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, words in {
        "list": "say what is there",
        "build": "make what is missing or out of date",
        "pull": "get the real images from a registry instead of making them",
        "save": "write images into a file, for a machine without a network",
        "load": "read images from such a file",
    }.items():
        command = commands.add_parser(name, help=words, description=words.capitalize())
        command.add_argument("names", nargs="*", help="images of the catalogue (default: all)")
        command.add_argument("--essential", action="store_true", help="those that Podlab needs")
        command.set_defaults(again=False, file=DEFAULT_ARCHIVE)
        if name == "build":
            command.add_argument("--again", action="store_true", help="make even what is current")
        if name in {"save", "load"}:
            command.add_argument("--file", type=Path, help=f"the archive ({DEFAULT_ARCHIVE})")
    return parser


def _chosen(names: Sequence[str], *, essential: bool) -> list[CatalogueEntry]:
    """The entries that are meant; without names all but the stages of a build."""
    known = {entry.name: entry for entry in CATALOGUE.entries}
    if unknown := [name for name in names if name not in known]:
        raise UnknownImage(
            f"There is no image {', '.join(unknown)}", f"There are: {', '.join(known)}."
        )
    if names:
        return [known[name] for name in names]
    return [e for e in known.values() if not e.build_stage and (e.essential or not essential)]


def _say(text: str, out: TextIO | None = None) -> None:
    print(text, file=out or sys.stdout)


def _list(errand: Errand) -> None:
    local = errand.engine.local()
    builder = Builder(CATALOGUE, errand.engine)
    for entry in errand.entries:
        image = local.get(entry.local_tag)
        if image is None:
            state, size = "missing", entry.megabytes
        else:
            state = "current" if builder.is_current(entry.name, image) else "out of date"
            state, size = "pulled" if image.pulled else state, image.size / 1e6
        spelled = f" (in Pods: {', '.join(entry.spellings[:2])})" if entry.for_pods else ""
        _say(f"{entry.name:9} {state:12} {size:6.1f} MB  {entry.summary}{spelled}")


def _build(errand: Errand) -> None:
    builder = Builder(CATALOGUE, errand.engine)
    plan = builder.plan([entry.name for entry in errand.entries], again=errand.again)
    if not plan:
        _say(f"All {len(errand.entries)} images are current.")
        return
    progress = progress_for(len(plan))
    try:
        builder.build(plan, progress.report, progress.finished)
    finally:
        progress.close()


def _pull(errand: Errand) -> None:
    wanted = [entry for entry in errand.entries if entry.upstream]
    progress = progress_for(len(wanted))
    try:
        for entry in wanted:
            errand.engine.pull(entry.name, entry.upstream, entry.local_tag, progress.report)
            progress.say(f"{entry.name}: is now {entry.upstream}")
    finally:
        progress.close()


def _save(errand: Errand) -> None:
    local = errand.engine.local()
    tags = [entry.local_tag for entry in errand.entries if entry.local_tag in local]
    if len(tags) < len(errand.entries):
        missing = [entry.name for entry in errand.entries if entry.local_tag not in local]
        raise UnknownImage(
            f"Not there yet: {', '.join(missing)}", f"Make them: images build {' '.join(missing)}"
        )
    progress = progress_for(1)
    try:
        errand.engine.save(tags, errand.archive, progress.report)
    finally:
        progress.close()
    _say(f"{len(tags)} images in {errand.archive} ({errand.archive.stat().st_size / 1e6:.0f} MB)")


def _load(errand: Errand) -> None:
    for tag in errand.engine.load(errand.archive):
        _say(f"{tag}: loaded")


if __name__ == "__main__":
    sys.exit(main())
