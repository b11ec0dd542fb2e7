"""`parse_manifest`: from a learner's text to documents, or to every reason why not."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from podlab.pods.errors import FieldError, InvalidManifest
from podlab.pods.manifest.document import Document, Manifest
from podlab.pods.manifest.nodes import Composer, Node, TooMuch
from podlab.pods.manifest.places import Place, Steps
from podlab.pods.manifest.reading import Reader
from podlab.pods.manifest.syntax import syntax_error
from podlab.pods.manifest.text import LEARNER_LIMITS, Limits, decode
from podlab.pods.objects import JsonObject
from podlab.pods.validation import validate_document

LEARNER_KINDS = frozenset({"Pod", "ConfigMap", "Secret", "PersistentVolumeClaim"})


def parse_manifest(
    data: str | bytes,
    limits: Limits = LEARNER_LIMITS,
    kinds: Collection[str] | None = LEARNER_KINDS,
) -> Manifest:
    """Read a stream of YAML (or JSON) documents as Kubernetes reads them.

    `kinds` are the v1 kinds that are welcome; None takes any object of any apiVersion.
    Raises `InvalidManifest` for what can't be read. Its errors then also hold what validation
    finds in the documents that could be read, so that all mistakes are seen at once.
    """
    text = decode(data, limits)
    reading = _Reading(kinds)
    composer = Composer(text, limits)
    try:
        for root in composer.documents():
            reading.add(root)
    except TooMuch as bomb:
        raise InvalidManifest([bomb.error]) from None
    except yaml.YAMLError as error:
        raise InvalidManifest([*composer.errors, syntax_error(error, text)]) from None
    errors = [*composer.errors, *reading.errors]
    if not errors and not reading.documents:
        errors.append(_nothing_here())
    if errors:
        errors += [error for each in reading.documents for error in validate_document(each)]
        raise InvalidManifest(sorted(errors, key=_place))
    return Manifest(tuple(reading.documents))


def _place(error: FieldError) -> Place:
    return error.line or 0, error.column or 0


@dataclass
class _Reading:
    """The documents read so far, and what was wrong with them."""

    kinds: Collection[str] | None
    documents: list[Document] = field(default_factory=list)
    errors: list[FieldError] = field(default_factory=list)

    def add(self, root: Node) -> None:
        """Take one document in; an empty one is skipped, a List is unpacked."""
        reader = Reader()
        value = reader.value(root)
        self.errors += reader.errors
        if value is None:
            return
        if not isinstance(value, dict):
            problem = "json: cannot unmarshal this document into an object"
            advice = "A manifest begins with apiVersion: v1 and kind: Pod."
            self.errors.append(FieldError("", problem, advice, root.line, root.column))
            return
        whole = Document(
            _text(value, "apiVersion"), _text(value, "kind"), value, reader.places,
            (root.line, root.column),
        )  # fmt: skip
        for document in _unpacked(whole):
            found = list(_kind_errors(document, self.kinds))
            self.errors += found
            if not any(error.path == "kind" for error in found):
                self.documents.append(document)


def _unpacked(whole: Document) -> Iterator[Document]:
    """The items of a v1 List, or the document itself."""
    items = whole.object.get("items")
    if (whole.api_version, whole.kind) != ("v1", "List") or not isinstance(items, list):
        yield whole
        return
    for index, item in enumerate(items):
        first = whole.place_of(f"items[{index}]")
        obj = item if isinstance(item, dict) else {}
        lines = _below(whole.lines, ("items", str(index)))
        yield Document(_text(obj, "apiVersion"), _text(obj, "kind"), obj, lines, first)


def _below(places: Mapping[Steps, Place], start: Steps) -> dict[Steps, Place]:
    size = len(start)
    return {steps[size:]: place for steps, place in places.items() if steps[:size] == start}


def _kind_errors(document: Document, kinds: Collection[str] | None) -> Iterator[FieldError]:
    for name, example in (("apiVersion", "v1"), ("kind", "Pod")):
        if not _text(document.object, name):
            advice = f"Every object says what it is: {name}: {example}"
            yield FieldError(name, "Required value", advice, *document.place_of(name))
    api_version, kind = document.api_version, document.kind
    if kinds is None or not kind:
        return
    problem = f'no matches for kind "{kind}" in version "{api_version}"'
    if kind not in kinds:
        close = next((known for known in kinds if known.lower() == kind.lower()), None)
        advice = f"Did you mean {close}?" if close else f"Kinds that run here: {_listed(kinds)}."
        yield FieldError("kind", problem, advice, *document.place_of("kind"))
    elif api_version and api_version != "v1":
        advice = f"A {kind} belongs to apiVersion: v1"
        yield FieldError("apiVersion", problem, advice, *document.place_of("apiVersion"))


def _text(obj: JsonObject, name: str) -> str:
    value = obj.get(name)
    return value if isinstance(value, str) else ""


def _listed(kinds: Collection[str]) -> str:
    order = ["Pod", "ConfigMap", "Secret", "PersistentVolumeClaim"]
    known = [kind for kind in order if kind in kinds]
    return ", ".join([*known, *sorted(set(kinds) - set(order))])


def _nothing_here() -> FieldError:
    advice = "A manifest begins with apiVersion: v1 and kind: Pod."
    return FieldError("", "no objects found in the text", advice, 1, 1)
