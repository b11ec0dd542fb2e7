"""What a claim must say, what it becomes, and what a Pod that names it waits for."""

from typing import Any

import pytest

from podlab.node.objects.claims import refused_claim
from podlab.pods.claims import (
    PROTECTION,
    binding_problem,
    bound_claim,
    new_claim,
    unclaimable,
    volume_for,
)
from podlab.pods.defaults import default_object
from podlab.pods.objects import JsonObject, pod_of
from podlab.pods.validation import validate_object


def claim(
    modes: tuple[str, ...] = ("ReadWriteOnce",), size: str = "1Gi", **spec: Any
) -> JsonObject:
    requests = {"requests": {"storage": size}} if size else {}
    metadata = {"name": "data", "namespace": "default"}
    wanted = {"accessModes": list(modes), "resources": requests, **spec}
    return default_object(
        "PersistentVolumeClaim",
        {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata, "spec": wanted},
    )


def stored(**spec: Any) -> JsonObject:
    made = new_claim(claim(**spec))
    return {**made, "metadata": {**made["metadata"], "uid": "u-1", "resourceVersion": "7"}}


KNOWN_MODES = '"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"'


@pytest.mark.parametrize(
    ("wrong", "sentences"),
    [
        (claim(), []),
        (claim(modes=()), ["spec.accessModes: Required value: at least 1 access mode is required"]),
        (
            claim(modes=("RWO",)),
            [f'spec.accessModes: Unsupported value: "RWO": supported values: {KNOWN_MODES}'],
        ),
        (
            claim(modes=("ReadWriteOncePod", "ReadWriteOnce")),
            ["spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes"],
        ),
        (claim(size=""), ["spec.resources[storage]: Required value"]),
        (
            claim(size="0"),
            ['spec.resources[storage]: Invalid value: "0": must be greater than zero'],
        ),
        (
            claim(volumeMode="Tape"),
            ['spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"'],
        ),
    ],
)
def test_claim_says_modes_and_size(wrong: JsonObject, sentences: list[str]) -> None:
    found = validate_object("PersistentVolumeClaim", wrong)

    assert [f"{error.path}: {error.problem}" for error in found] == sentences


@pytest.mark.parametrize(
    ("wish", "fields"),
    [
        ({}, []),
        ({"storageClassName": "fast"}, []),
        ({"modes": ("ReadWriteMany",)}, ["spec.accessModes"]),
        ({"volumeMode": "Block"}, ["spec.volumeMode"]),
        ({"selector": {"matchLabels": {"a": "b"}}}, ["spec.selector"]),
        ({"volumeName": "mine"}, ["spec.volumeName"]),
        ({"dataSource": {"kind": "PersistentVolumeClaim", "name": "x"}}, ["spec.dataSource"]),
    ],
)
def test_what_the_class_cannot_make_is_refused_by_name(
    wish: dict[str, Any], fields: list[str]
) -> None:
    assert [error.path for error in refused_claim(claim(**wish), [])] == fields


def test_new_claim_gets_the_default_class_and_protection() -> None:
    made = new_claim(claim())

    assert made["spec"]["storageClassName"] == "standard"
    assert made["spec"]["volumeMode"] == "Filesystem"
    assert made["metadata"]["finalizers"] == [PROTECTION]
    assert new_claim(claim(storageClassName=""))["spec"]["storageClassName"] == ""


def test_bound_claim_and_its_volume_name_each_other() -> None:
    wanted = stored()
    volume, bound = volume_for(wanted, "podlab"), bound_claim(wanted, "podlab")

    assert bound["spec"]["volumeName"] == volume["metadata"]["name"] == "pvc-u-1"
    assert volume["spec"]["claimRef"]["uid"] == "u-1"
    assert bound["status"] == {
        "phase": "Bound",
        "accessModes": ["ReadWriteOnce"],
        "capacity": {"storage": "1Gi"},
    }


@pytest.mark.parametrize(
    ("class_name", "reason"),
    [("standard", "WaitForFirstConsumer"), ("", "FailedBinding"), ("fast", "ProvisioningFailed")],
)
def test_unbound_claim_says_why(class_name: str, reason: str) -> None:
    assert binding_problem(stored(storageClassName=class_name))[1] == reason


@pytest.mark.parametrize(
    ("there", "why"),
    [
        ({"data": stored()}, None),
        ({}, 'persistentvolumeclaim "data" not found'),
        (
            {"data": stored(storageClassName="fast")},
            "pod has unbound immediate PersistentVolumeClaims",
        ),
        (
            {"data": {"metadata": {"deletionTimestamp": "2026-01-01T00:00:00Z"}}},
            'persistentvolumeclaim "data" is being deleted',
        ),
    ],
)  # fmt: skip
def test_pod_waits_until_it_may_have_its_claim(
    there: dict[str, JsonObject], why: str | None
) -> None:
    volume = {"name": "v", "persistentVolumeClaim": {"claimName": "data"}}
    found = unclaimable(pod_of({"spec": {"containers": [], "volumes": [volume]}}), there)

    assert (found and found.why) == why
