"""A new object by the rules of an API create, without HTTP: its name, and every rule at once."""

import secrets
from collections.abc import Callable, Sequence

from podlab.node.objects.owning import made_by_controller
from podlab.node.objects.quota import quota_problem
from podlab.node.store import NotFound, Store
from podlab.pods.defaults import default_object
from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject
from podlab.workloads.validation import validate_object

NAME_LETTERS = "bcdfghjklmnpqrstvwxz2456789"  # no vowels, so that no words come out
LONGEST_PREFIX = 58  # of a generated name, to leave room for the five letters

Admit = Callable[[JsonObject], tuple[list[FieldError], list[str]]]


class Refused(Exception):
    """A rule forbids the object; the text is the API server's sentence."""


class Forbidden(Refused):
    """A plugin of the API server says no to a valid object; `why` is its sentence."""

    def __init__(self, resource: str, name: str, why: str) -> None:
        self.why = why
        super().__init__(f'{resource} "{name}" is forbidden: {why}')


class NoRoom(Forbidden):
    """The node or the namespace holds no more of them."""


class NoRuntimeClass(Forbidden):
    """The Pod asks for a RuntimeClass that is not there."""


class NamespaceEnds(Refused):
    """Nothing new may come into a namespace that is missing or being terminated."""


def generated_name(prefix: str) -> str:
    """A name that nobody has, as `generateName` asks for."""
    return prefix[:LONGEST_PREFIX] + "".join(secrets.choice(NAME_LETTERS) for _ in range(5))


def problems_of(
    kind: str, obj: JsonObject, admit: Admit | None, *, exists: bool = False
) -> tuple[list[FieldError], list[str]]:
    """Every rule that an object breaks, and what to warn of; `admit` for Pods only."""
    found = list(validate_object(kind, obj, exists=exists))
    if admit is None:
        return found, []
    refusals, warnings = admit(obj)
    known = {error.path for error in found}
    return [*found, *(error for error in refusals if error.path not in known)], warnings


def create_pod(store: Store, admit: Admit, pod: JsonObject) -> JsonObject:
    """Default, validate, admit and store a Pod named by `generateName`; raises Refused."""
    metadata = {**pod["metadata"], "name": generated_name(pod["metadata"]["generateName"])}
    check_namespace(store, metadata["namespace"], f'pods "{metadata["name"]}"')
    new = default_object("Pod", {**pod, "metadata": metadata})
    errors, _ = problems_of("Pod", new, admit)
    if errors:
        raise Refused(f'Pod "{metadata["name"]}" is invalid: {sentences(errors)}')
    check_runtime_class(store, new)
    check_room(store, "pods", metadata)
    return store.create("pods", made_by_controller({**new, "status": {"phase": "Pending"}}))


def check_room(store: Store, resource: str, metadata: JsonObject) -> None:
    """Raise NoRoom when the new object is one more than the node or its namespace holds."""
    if why := quota_problem(store, resource, metadata.get("namespace", "")):
        raise NoRoom(resource, metadata["name"], why)


def check_runtime_class(store: Store, pod: JsonObject) -> None:
    """Raise NoRuntimeClass unless the class that the Pod names is there.

    Source: kubernetes plugin/pkg/admission/runtimeclass/admission.go.
    """
    name = pod["spec"].get("runtimeClassName")
    if not name:
        return
    try:
        store.get("runtimeclasses", "", name)
    except NotFound:
        why = f'pod rejected: RuntimeClass "{name}" not found'
        raise NoRuntimeClass("pods", pod["metadata"]["name"], why) from None


def sentences(errors: Sequence[FieldError]) -> str:
    """What is wrong, as one line; several faults in brackets."""
    listed = [f"{error.path}: {sentence(error)}" for error in errors]
    return listed[0] if len(listed) == 1 else f"[{', '.join(listed)}]"


def sentence(error: FieldError) -> str:
    """What is wrong with one field, and what to do about it."""
    return error.advised


def check_namespace(store: Store, name: str, newcomer: str) -> None:
    """Raise NamespaceEnds unless the newcomer (`pods "web"`) may come into the namespace."""
    try:
        namespace = store.get("namespaces", "", name)
    except NotFound as missing:
        raise NamespaceEnds(str(missing)) from None
    if namespace.get("status", {}).get("phase") == "Terminating":
        raise NamespaceEnds(
            f"{newcomer} is forbidden: unable to create new content in namespace {name}"
            " because it is being terminated"
        )
