"""Ways to start the same Pod of sleepers; each gives the milliseconds until all of it runs."""

from typing import Any, Protocol

COMMAND = ["sleep", "1000"]


class Starter(Protocol):
    """Starts one Pod after the other."""

    def start(self, containers: int) -> float:
        """Milliseconds from the command until every container runs; the Pod is gone afterwards."""


def pod(name: str, containers: int, image: str = "busybox") -> dict[str, Any]:
    """A manifest of sleepers."""
    sleepers = [
        {"name": f"c{index}", "image": image, "command": COMMAND, "imagePullPolicy": "Never"}
        for index in range(containers)
    ]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name},
        "spec": {"containers": sleepers, "terminationGracePeriodSeconds": 1},
    }
