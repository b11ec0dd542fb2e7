"""Pods to draw."""

from typing import Any

JsonObject = dict[str, Any]
RUNNING: JsonObject = {"running": {"startedAt": "2026-01-02T03:04:05Z"}}


def container(name: str, **more: Any) -> JsonObject:
    return {"name": name, "image": "busybox", **more}


def mount(volume: str, path: str, *, read_only: bool = False) -> JsonObject:
    return {"name": volume, "mountPath": path, "readOnly": read_only}


def hello() -> JsonObject:
    """The first example: web and client on one localhost, writer and reader on a volume."""
    return {
        "metadata": {"name": "hello"},
        "spec": {
            "containers": [
                container("web", image="nginx", ports=[{"containerPort": 80}]),
                container("client", command=["sh", "-c"], args=["wget http://localhost/"]),
                container("writer", volumeMounts=[mount("shared", "/outbox")]),
                container("reader", volumeMounts=[mount("shared", "/inbox", read_only=True)]),
            ],
            "volumes": [{"name": "shared", "emptyDir": {}}],
        },
    }


def with_status(pod: JsonObject, **states: JsonObject) -> JsonObject:
    """The Pod with every container running and ready, except those whose status is given."""
    statuses = [
        {"name": c["name"], "ready": True, "restartCount": 0, "state": RUNNING}
        | states.get(c["name"], {})
        for c in pod["spec"]["containers"]
    ]
    status = {"phase": "Running", "podIP": "10.244.0.7", "containerStatuses": statuses}
    return {**pod, "status": status}


def crowd(count: int, volumes: int = 0) -> JsonObject:
    """A Pod of many containers, each with a port and every volume."""
    names = [f"data-{number}" for number in range(volumes)]
    return {
        "metadata": {"name": "crowd"},
        "spec": {
            "containers": [
                container(
                    f"container-{number}",
                    ports=[{"containerPort": 8000 + number}],
                    volumeMounts=[mount(name, f"/srv/{name}") for name in names],
                )
                for number in range(count)
            ],
            "volumes": [{"name": name, "emptyDir": {}} for name in names],
        },
    }
