"""Rules of the annotations that named security profiles before there were fields."""

from collections.abc import Iterator, Mapping
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.validation.sentences import invalid

APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/"


def app_armor_annotation_errors(pod: Mapping[str, Any]) -> Iterator[FieldError]:
    """The annotations that named AppArmor profiles before there was a field."""
    spec = pod.get("spec") or {}
    known = {each.get("name") for field in ("containers", "initContainers", "ephemeralContainers")
             for each in spec.get(field) or []}  # fmt: skip
    for key, profile in ((pod.get("metadata") or {}).get("annotations") or {}).items():
        if not key.startswith(APP_ARMOR):
            continue
        path, name = f"metadata.annotations[{key}]", key.removeprefix(APP_ARMOR)
        if name not in known:
            yield invalid(path, name, "container not found")
        usual = profile in {"", "runtime/default", "unconfined"}
        if not usual and not profile.startswith("localhost/"):
            yield invalid(path, profile, f'invalid AppArmor profile name: "{profile}"')
