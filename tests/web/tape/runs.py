"""A run to be told: a web server that waits, is asked, crashes and is asked again."""

from podlab.pods.objects import JsonObject

POD: JsonObject = {
    "metadata": {"name": "hello"},
    "spec": {
        "containers": [
            {"name": "web", "image": "nginx", "ports": [{"containerPort": 80}]},
            {"name": "client", "image": "busybox"},
        ],
        "volumes": [{"name": "shared", "emptyDir": {}}],
    },
}
RUNNING: JsonObject = {"running": {"startedAt": "2026-01-02T03:04:05Z"}}
WAITING: JsonObject = {"waiting": {"reason": "ContainerCreating"}}
CRASHED: JsonObject = {"terminated": {"exitCode": 1, "reason": "Error"}}


def status(web: JsonObject, client: JsonObject, phase: str = "Running") -> JsonObject:
    return {
        "phase": phase,
        "podIP": "10.244.0.7",
        "containerStatuses": [
            {
                "name": name,
                "image": "i",
                "imageID": "",
                "ready": True,
                "restartCount": 0,
                "state": s,
            }
            for name, s in (("web", web), ("client", client))
        ],
    }


def pod_at(time: float, found: JsonObject, **more: object) -> JsonObject:
    return {
        "kind": "pod", "time": time, "phase": found["phase"], "ready": "2/2", "containers": [],
        "status": found, **more,
    }  # fmt: skip


def request_at(time: float, path: str = "/") -> JsonObject:
    return {
        "kind": "request", "time": time, "protocol": "http", "from": "client", "to": "web",
        "port": 80, "method": "GET", "path": path, "status": 200, "duration_ms": 2.0,
    }  # fmt: skip


def log_at(time: float, text: str) -> JsonObject:
    return {"kind": "log", "time": time, "container": "web", "text": text, "attempt": 0}


def event_at(time: float, reason: str, container: str = "", type_: str = "Normal") -> JsonObject:
    return {
        "kind": "event", "time": time, "type": type_, "reason": reason, "from": "kubelet",
        "object": "", "container": container, "message": f"{reason} it", "count": 1,
    }  # fmt: skip


RUN: list[JsonObject] = [
    event_at(1, "Scheduled"),
    pod_at(2, status(WAITING, WAITING, "Pending")),
    pod_at(4, status(RUNNING, RUNNING)),
    {"kind": "listen", "time": 5, "sockets": [{"port": 80, "address": "::", "owner": "web"}]},
    request_at(6),
    {"kind": "file", "time": 7, "volume": "shared", "path": "a", "action": "write", "by": "web",
     "size": 1, "text": "x", "truncated": False},
    pod_at(8, status(CRASHED, RUNNING)),
    event_at(8.5, "BackOff", "web", "Warning"),
    {"kind": "refused", "time": 9, "from": "client", "port": 80, "errno": "ECONNREFUSED"},
    {"kind": "ended", "time": 10, "reason": "stopped by you"},
]  # fmt: skip
