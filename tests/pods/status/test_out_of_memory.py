"""Who dies first when the machine's memory runs out."""

from typing import Any

import pytest

from podlab.pods.objects import containers_of, init_containers_of
from podlab.pods.status import oom_score
from tests.pods.observations import make_pod, sidecar

GIBIBYTE = 1 << 30


def asking(name: str, memory: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "resources": {"requests": {"memory": memory}}, **fields}


@pytest.mark.parametrize(
    ("container", "score"),
    [
        ("a", 1000),
        ({"name": "a", "resources": {"limits": {"cpu": "1", "memory": "1Gi"}}}, 0),
        ({"name": "a", "resources": {"requests": {"cpu": "1"}}}, 999),
        (asking("a", "1"), 999),
        (asking("a", "256Mi"), 750),
        (asking("a", "1Gi"), 3),
        (asking("a", "9Gi"), 3),
    ],
)
def test_score_of_a_container(container: str | dict[str, Any], score: int) -> None:
    pod = make_pod(container)

    assert oom_score(pod, containers_of(pod)[0], GIBIBYTE) == score


@pytest.mark.parametrize(("own", "score"), [("0", 750), ("384Mi", 625), ("768Mi", 250)])
def test_a_sidecar_dies_no_sooner_than_the_first_main_container(own: str, score: int) -> None:
    pod = make_pod(
        asking("a", "256Mi"), asking("b", "512Mi"), init=(sidecar("s", **_resources(own)),)
    )

    assert oom_score(pod, init_containers_of(pod)[0], GIBIBYTE) == score


def _resources(memory: str) -> dict[str, Any]:
    return {"resources": {"requests": {"memory": memory}}}
