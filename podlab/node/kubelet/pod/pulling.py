"""Images that are not on the engine yet: made in the background, with progress and back-off.

Source of the waits and texts: kubernetes pkg/kubelet/images/image_manager.go.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lightkube.models.core_v1 import Container, Pod

from podlab.node.engine.errors import EngineError
from podlab.node.images.catalogue import CatalogueEntry
from podlab.node.images.seams import ImageProblem, Step
from podlab.node.kubelet.node import Node
from podlab.node.runtime import RuntimeUnavailable
from podlab.pods import events
from podlab.pods.status import Waiting

FIRST_RETRY = timedelta(seconds=10)
LONGEST_RETRY = timedelta(minutes=5)
SHOWN_AS_ERROR = timedelta(seconds=1)  # then the status speaks of the back-off


@dataclass
class _Pull:
    """One image for one container."""

    image: str
    progress: str = ""
    busy: bool = True
    problem: str = ""
    failed_at: datetime | None = None
    retry: timedelta = timedelta(0)


class Pulls:
    """Of one Pod, by container; `wake` is called whenever a status would read differently."""

    def __init__(self, node: Node, wake: Callable[[], None]) -> None:
        self._node = node
        self._wake = wake
        self._pulls: dict[str, _Pull] = {}
        self._told: set[str] = set()  # containers whose image was made for the next start

    def is_busy(self, name: str) -> bool:
        """Whether the container's image is being made."""
        pull = self._pulls.get(name)
        return pull is not None and pull.busy

    def begin(self, pod: Pod, name: str, image: str, entry: CatalogueEntry) -> None:
        """Make the image in a thread of its own."""
        before = self._pulls.get(name)
        self._pulls[name] = pull = _Pull(image, retry=before.retry if before else timedelta(0))
        self._tell(pod, events.pulling(name, image))
        threading.Thread(
            target=self._run, args=(pod, name, pull, entry), name=f"image-{entry.name}", daemon=True
        ).start()

    def found(self, pod: Pod, container: Container, size: int, seconds: float) -> None:
        """Tell that the image of a start is there. `Always` asks the registry each time, whose
        part the catalogue plays: what is there is the newest.
        """
        name, image = container.name, container.image or ""
        if name in self._told:
            self._told.discard(name)
        elif container.imagePullPolicy == "Always":
            self._tell(pod, events.pulling(name, image))
            self._tell(pod, events.pulled(name, image, seconds, size))
        else:
            self._tell(pod, events.pulled_present(name, image))

    def fail(self, pod: Pod, name: str, image: str, problem: str) -> None:
        """The image cannot be had; it is asked for again after a while."""
        before = self._pulls.get(name)
        pull = _Pull(image, busy=False, retry=before.retry if before else timedelta(0))
        self._pulls[name] = pull
        self._failed(pod, name, pull, problem)

    def waiting(self) -> dict[str, Waiting]:
        """Why containers wait for their images."""
        now = self._node.now()
        found = {name: _waiting(pull, now) for name, pull in tuple(self._pulls.items())}
        return {name: waiting for name, waiting in found.items() if waiting is not None}

    @property
    def look_again_at(self) -> datetime | None:
        """When a status that now speaks of an error will speak of the back-off."""
        now = self._node.now()
        moments = [each.failed_at + SHOWN_AS_ERROR for each in tuple(self._pulls.values())
                   if each.failed_at]  # fmt: skip
        return min((each for each in moments if each > now), default=None)

    def _run(self, pod: Pod, name: str, pull: _Pull, entry: CatalogueEntry) -> None:
        began = time.monotonic()

        def report(step: Step) -> None:
            count = f", step {step.number} of {step.total}" if step.total else ""
            pull.progress = f"Building {step.image}{count}"
            self._wake()

        try:
            report(Step(entry.name, 0, 0, ""))
            with self._node.building:
                self._node.images().ensure(entry, report)
            size = int(self._node.engine.image(entry.local_tag)["Size"])
        except (ImageProblem, EngineError, RuntimeUnavailable) as problem:
            self._failed(pod, name, pull, str(problem))
        else:
            took = time.monotonic() - began
            self._tell(pod, events.pulled(name, pull.image, took, size))
            self._told.add(name)
            self._pulls.pop(name, None)
        finally:
            pull.busy = False
            self._wake()

    def _failed(self, pod: Pod, name: str, pull: _Pull, problem: str) -> None:
        pull.problem = problem
        pull.retry = min(pull.retry * 2 or FIRST_RETRY, LONGEST_RETRY)
        pull.failed_at = self._node.now()
        self._tell(pod, events.failed_pull(name, pull.image, problem))
        self._tell(pod, events.failed(name, "ErrImagePull"))
        self._tell(pod, events.back_off_pull(name, pull.image))
        self._tell(pod, events.failed(name, "ImagePullBackOff"))

    def _tell(self, pod: Pod, event: events.PodEvent) -> None:
        self._node.recorder.record(pod, event, self._node.now())


def _waiting(pull: _Pull, now: datetime) -> Waiting | None:
    if pull.busy:
        return Waiting("ContainerCreating", pull.progress)
    if pull.failed_at is None:
        return None
    retry_at = pull.failed_at + pull.retry
    if now - pull.failed_at < SHOWN_AS_ERROR:
        return Waiting("ErrImagePull", pull.problem, retry_at)
    message = f'Back-off pulling image "{pull.image}": ErrImagePull: {pull.problem}'
    return Waiting("ImagePullBackOff", message, retry_at)
