"""What is wrong with a learner's text of a unit: every mistake at once, each at its line."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from podlab.curriculum.bounds import over_limits
from podlab.curriculum.format.exercise import Limits
from podlab.curriculum.format.scene import Unit
from podlab.curriculum.gaps import GAP, gap_lines
from podlab.exercises.scenes.editing.changes import EVERYTHING, changed_paths, may_change
from podlab.exercises.scenes.manifests import MAIN, RESOURCES, name_of
from podlab.pods.errors import FieldError, InvalidManifest
from podlab.pods.manifest import Document, parse_manifest
from podlab.pods.validation import validate_document
from podlab.sandbox.compose.checking import held, misplaced

UNLIMITED = Limits()


def read_edited(
    text: str, original: str, unit: Unit, namespace: str, limits: Limits = UNLIMITED
) -> tuple[Document, ...]:
    """The documents of a learner's text. Raises InvalidManifest with every reason."""
    if GAP in original:
        refuse_gaps(text)
    documents = parse_manifest(text, kinds=None).documents
    errors = [error for each in documents for error in mistakes_in(each, namespace)]
    errors += wrong_main(documents, unit)
    if not errors:
        errors += forbidden_changes(documents, parse_manifest(original, kinds=None).documents, unit)
        errors += [error for each in documents for error in over_limits(each, limits)]
    if errors:
        raise InvalidManifest(sorted(errors, key=lambda error: error.line or 0))
    return documents


def refuse_gaps(text: str) -> None:
    """Every gap that is left, at its line: what else is wrong depends on what goes there."""
    advice = _("Write in place of ___ what belongs there.")
    errors = [FieldError("", _("a gap is left"), advice, line) for line in gap_lines(text)]
    if errors:
        raise InvalidManifest(errors)


def mistakes_in(document: Document, namespace: str) -> Iterator[FieldError]:
    yield from validate_document(document)
    yield from misplaced(document, namespace)
    yield from held(document)
    if document.kind not in RESOURCES:
        known = ", ".join(RESOURCES)
        yield FieldError(
            "kind",
            f'Unsupported value: "{document.kind}"',
            advice=_("A lesson runs these kinds: %(kinds)s.") % {"kinds": known},
            line=document.line_of("kind"),
        )


def wrong_main(documents: tuple[Document, ...], unit: Unit) -> Iterator[FieldError]:
    """There must be exactly one Pod or Deployment, and it keeps its name."""
    kind = MAIN[unit.kind]
    mains = [each for each in documents if each.kind == kind]
    if not mains:
        advice = _("Write one %(kind)s.") % {"kind": kind}
        yield FieldError("kind", f"Required value: {kind}", advice=advice, line=1)
    for document in mains[1:]:
        yield FieldError("kind", f"Forbidden: one {kind} runs here", line=document.line_of("kind"))
    for document in mains[:1]:
        if name_of(document) != unit.name:
            yield FieldError(
                "metadata.name",
                f'Invalid value: "{name_of(document)}": field is immutable',
                advice=_("This lesson calls it %(name)s.") % {"name": unit.name},
                line=document.line_of("metadata.name"),
            )


def forbidden_changes(
    documents: tuple[Document, ...], original: tuple[Document, ...], unit: Unit
) -> Iterator[FieldError]:
    """What differs from the exercise's own text where it may not."""
    if EVERYTHING in unit.editable:
        return
    before = {identity(each): each for each in original}
    advice = _("This lesson lets you change %(what)s.") % {"what": ", ".join(unit.editable)}
    for document in documents:
        there = before.pop(identity(document), None)
        changed = changed_paths(there.object, document.object) if there else iter(["kind"])
        for path in changed:
            if not may_change(path, unit.editable):
                yield FieldError(
                    path, "Forbidden: it stays as it was", advice, document.line_of(path)
                )
    for kind, name in before:
        yield FieldError("kind", f"Required value: the {kind} {name} stays", advice, line=1)


def identity(document: Document) -> tuple[str, str]:
    return document.kind, name_of(document)
