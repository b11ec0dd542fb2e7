"""Why a Pod ended, and what one would type: sentences for people."""

import pytest

from podlab.pods.manifest import parse_manifest
from podlab.pods.objects import JsonObject
from podlab.sandbox.compose.examples import examples
from podlab.sandbox.runs.commands import equivalents
from podlab.sandbox.runs.ending import has_ended_by_itself, reason_of_end


def pod(status: JsonObject) -> JsonObject:
    limits = {"limits": {"memory": "32Mi"}}
    return {
        "spec": {"containers": [{"name": "web", "resources": limits}, {"name": "other"}]},
        "status": status,
    }


def ended(name: str, **how: object) -> JsonObject:
    return {"name": name, "state": {"terminated": how}}


def failed(*statuses: JsonObject) -> JsonObject:
    return {"phase": "Failed", "containerStatuses": list(statuses)}


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ({"phase": "Succeeded"}, "every container finished its work"),
        ({"phase": "Failed"}, "Pod failed"),
        (
            {"phase": "Failed", "reason": "Evicted", "message": "emptyDir too big"},
            "Pod failed: emptyDir too big",
        ),
        (
            failed(ended("web", exitCode=0), ended("other", exitCode=2)),
            "Pod failed: `other` ended with exit code 2",
        ),
        (
            failed(ended("web", exitCode=137, reason="OOMKilled")),
            "Pod failed: `web` hit its 32 MiB limit",
        ),
    ],
)
def test_the_end_of_a_pod_has_a_human_reason(status: JsonObject, reason: str) -> None:
    assert reason_of_end(pod(status)) == reason


@pytest.mark.parametrize(
    ("phase", "metadata", "expected"),
    [
        ("Running", {}, False),
        ("Failed", {}, True),
        ("Succeeded", {}, True),
        ("Failed", {"deletionTimestamp": "2026-01-01T12:00:00Z"}, False),
    ],
)
def test_a_pod_that_somebody_deletes_does_not_end_by_itself(
    phase: str, metadata: JsonObject, expected: bool
) -> None:
    assert has_ended_by_itself({**pod({"phase": phase}), "metadata": metadata}) is expected


def test_each_action_has_its_commands() -> None:
    manifest = parse_manifest(examples()[0].manifest)
    found = equivalents(manifest.documents[0].object, "learner-0123456789")

    assert found["stop"].kubectl == "kubectl -n learner-0123456789 delete pod hello"
    assert found["logs"].docker == "docker logs -f hello_web"
    lines = found["run"].docker.splitlines()
    assert [line.split("--name ")[1].split()[0] for line in lines] == [
        "hello_pause", "hello_web", "hello_client", "hello_writer", "hello_reader",
    ]  # fmt: skip
    assert "-v hello_shared:/inbox:ro" in lines[4]
    assert set(found) == {"run", "stop", "logs", "traffic", "files", "events", "status"}
