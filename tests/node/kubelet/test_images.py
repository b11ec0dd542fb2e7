"""Images that are not there yet: built at their first use, asked for again when that fails."""

import threading
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from podlab.node.images.catalogue import Catalogue, CatalogueEntry
from podlab.node.images.seams import BuildFailed, Report, Step, silent
from tests.node.kubelet.lab import Lab, box, eventually, running_lab

pytestmark = pytest.mark.docker

LATE = CatalogueEntry("test-late", "busybox, later", spellings=("late",))
READY = CatalogueEntry("busybox", "busybox", spellings=("busybox",))
CATALOGUE = Catalogue([LATE, READY])
FOREVER = "trap 'exit 0' TERM; while :; do sleep 0.1; done"


class SlowBuilder:
    """Makes the image when it is allowed to, or fails."""

    def __init__(self, client: docker.DockerClient) -> None:
        self.client = client
        self.may_go_on = threading.Event()
        self.problem = ""

    def ensure(self, entry: CatalogueEntry, report: Report = silent) -> None:
        report(Step("test-late", 2, 5, "RUN something"))
        self.may_go_on.wait(20)
        if self.problem:
            raise BuildFailed(self.problem)
        self.client.images.get("podlab/busybox").tag(entry.local_tag)


@pytest.fixture
def builder(engine: docker.DockerClient) -> Iterator[SlowBuilder]:
    builder = SlowBuilder(engine)
    yield builder
    builder.may_go_on.set()
    if engine.images.list(LATE.local_tag):
        engine.images.remove(LATE.local_tag)


@pytest.fixture
def late_lab(builder: SlowBuilder, node_id: str, tmp_path: Path) -> Iterator[Lab]:
    with running_lab(tmp_path, node_id, catalogue=CATALOGUE, images=builder) as lab:
        yield lab


def late() -> dict[str, object]:
    return {**box("late", FOREVER), "image": "late", "imagePullPolicy": "IfNotPresent"}


def test_missing_image_is_built_while_the_others_run(late_lab: Lab, builder: SlowBuilder) -> None:
    late_lab.create("p", late(), box("b", FOREVER))

    eventually(lambda: late_lab.state("p", "b") == "running")
    waiting = late_lab.status("p", "late")["state"]["waiting"]
    assert waiting == {
        "reason": "ContainerCreating",
        "message": "Building test-late, step 2 of 5",
    }
    builder.may_go_on.set()

    late_lab.wait_running("p")
    eventually(lambda: "Started" in late_lab.reasons("p"))
    told = [text for reason, text in late_lab.events("p") if reason == "Pulled" and "late" in text]
    assert ["Successfully pulled image" in text for text in told] == [True]
    assert late_lab.status("p", "late")["restartCount"] == 0


def test_failed_build_reads_as_a_failed_pull(late_lab: Lab, builder: SlowBuilder) -> None:
    builder.problem = "the mirror does not answer"
    builder.may_go_on.set()
    late_lab.create("p", late())

    eventually(lambda: late_lab.state("p", "late") == "ImagePullBackOff")
    message = late_lab.status("p", "late")["state"]["waiting"]["message"]
    assert message == 'Back-off pulling image "late": ErrImagePull: the mirror does not answer'
    assert ("Failed", 'Failed to pull image "late": the mirror does not answer') in (
        late_lab.events("p")
    )


def test_policy_never_does_not_build(late_lab: Lab) -> None:
    late_lab.create("p", {**late(), "imagePullPolicy": "Never"})

    eventually(lambda: late_lab.state("p", "late") == "ErrImageNeverPull")


def test_name_that_the_catalogue_lacks_is_never_pulled(late_lab: Lab) -> None:
    late_lab.create("p", {**late(), "image": "evil.example/miner"})

    eventually(lambda: late_lab.state("p", "late") in {"ErrImagePull", "ImagePullBackOff"})
    assert "late" in late_lab.status("p", "late")["state"]["waiting"]["message"]
