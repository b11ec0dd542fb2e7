"""A new object by the rules of an API create, without HTTP: its name, and every rule at once."""

import secrets
from collections.abc import Callable, Sequence

from podlab.node.housekeeping.first_objects import MOST_PODS
from podlab.node.objects.owning import made_by_controller
from podlab.node.store import NotFound, Store
from podlab.pods.defaults import default_object
from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject
from podlab.workloads.validation import validate_object

NAME_LETTERS = "bcdfghjklmnpqrstvwxz2456789"  # no vowels, so that no words come out
ENDED = ("Succeeded", "Failed")
LONGEST_PREFIX = 58  # of a generated name, to leave room for the five letters

Admit = Callable[[JsonObject], tuple[list[FieldError], list[str]]]


class Refused(Exception):
    """A rule forbids the object; the text is the API server's sentence."""


class NoRoom(Refused):
    """The node has as many Pods as it can hold; the text is a quota's."""

    def __init__(self, name: str, used: int) -> None:
        self.why = (
            f"exceeded quota: podlab, requested: pods=1, used: pods={used},"
            f" limited: pods={MOST_PODS}"
        )
        super().__init__(f'pods "{name}" is forbidden: {self.why}')


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
    check_room(store, metadata["name"])
    return store.create("pods", made_by_controller({**new, "status": {"phase": "Pending"}}))


def check_room(store: Store, name: str) -> None:
    """Raise NoRoom when another Pod is more than the node holds; Pods that ended do not count."""
    phases = [pod.get("status", {}).get("phase") for pod in store.list("pods").items]
    used = sum(phase not in ENDED for phase in phases)
    if used >= MOST_PODS:
        raise NoRoom(name, used)


def sentences(errors: Sequence[FieldError]) -> str:
    """What is wrong, as one line; several faults in brackets."""
    listed = [f"{error.path}: {sentence(error)}" for error in errors]
    return listed[0] if len(listed) == 1 else f"[{', '.join(listed)}]"


def sentence(error: FieldError) -> str:
    """What is wrong with one field, and what to do about it."""
    return f"{error.problem}. {error.advice}" if error.advice else error.problem


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
