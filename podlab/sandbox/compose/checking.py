"""What is wrong with a learner's text: every mistake at once, each at its line."""

from collections.abc import Iterable

from podlab.cluster import Refused
from podlab.pods.errors import FieldError, InvalidManifest
from podlab.pods.manifest import Document, Manifest, parse_manifest
from podlab.pods.objects import JsonObject
from podlab.pods.validation import validate_document


def read_manifest(text: str, namespace: str) -> Manifest:
    """The manifest of one Pod that may be sent to `namespace`; raises InvalidManifest."""
    manifest = parse_manifest(text)
    errors = [error for document in manifest.documents for error in validate_document(document)]
    errors += [error for document in manifest.documents for error in misplaced(document, namespace)]
    errors += [error for document in manifest.documents for error in held(document)]
    errors += too_many_or_none(manifest)
    if errors:
        raise InvalidManifest(sorted(errors, key=lambda error: error.line or 0))
    return manifest


def problems_of(text: str, namespace: str) -> tuple[FieldError, ...]:
    """The same as an answer: nothing when the Pod may run."""
    try:
        read_manifest(text, namespace)
    except InvalidManifest as invalid:
        return invalid.errors
    return ()


def misplaced(document: Document, namespace: str) -> Iterable[FieldError]:
    """A session owns one namespace, and its Pods run there."""
    wanted = metadata_of(document).get("namespace")
    if wanted not in {None, "", namespace}:
        yield FieldError(
            "metadata.namespace",
            f'Invalid value: "{wanted}": the namespace of the provided object does not match '
            f"the namespace sent on the request",
            advice=f"Leave the line out: your Pods run in {namespace}.",
            line=document.line_of("metadata.namespace"),
        )


def metadata_of(document: Document) -> JsonObject:
    """The object's metadata; empty where something else is written there."""
    metadata = document.object.get("metadata")
    return metadata if isinstance(metadata, dict) else {}


def held(document: Document) -> Iterable[FieldError]:
    """A Pod of the sandbox goes when its run ends: nobody is there to take a finalizer away."""
    if metadata_of(document).get("finalizers"):
        yield FieldError(
            "metadata.finalizers",
            "Forbidden: the sandbox removes what it made when the run ends",
            advice="Leave the lines out; kubectl shows what a finalizer does.",
            line=document.line_of("metadata.finalizers"),
        )


def too_many_or_none(manifest: Manifest) -> Iterable[FieldError]:
    """The sandbox watches exactly one Pod; what it needs may come with it."""
    pods = [document for document in manifest.documents if document.kind == "Pod"]
    if not pods:
        yield FieldError("kind", "Required value: Pod", advice="Write one Pod.", line=1)
    for document in pods[1:]:
        yield FieldError(
            "kind",
            "Forbidden: the sandbox runs one Pod at a time",
            advice="Put the containers into one Pod, or run the Pods one after the other.",
            line=document.line_of("kind"),
        )


def problems_of_refusal(refused: Refused, document: Document) -> tuple[FieldError, ...]:
    """What the server refused, back at the lines of the text."""
    causes = [
        FieldError(cause.field, cause.message, line=document.line_of(cause.field))
        for cause in refused.causes
    ]
    whole = FieldError("", refused.message, line=document.line_of(""))
    return tuple(causes) or (whole,)
