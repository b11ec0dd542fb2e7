"""Deployments roll, scale, pause, get stuck and are undone, over a kubelet that pretends."""

from itertools import pairwise

import pytest

from tests.node.controllers.conftest import BAD_IMAGE, UNREADY_IMAGE, Lab
from tests.support.waiting import eventually


def revisions(lab: Lab) -> dict[str, str]:
    """Revision: image, of all ReplicaSets."""
    return {
        each["metadata"]["annotations"]["deployment.kubernetes.io/revision"]: each["spec"][
            "template"
        ]["spec"]["containers"][0]["image"]
        for each in lab.store.list("replicasets").items
    }


def said(lab: Lab, kind: str) -> str:
    conditions = lab.status().get("conditions") or []
    return next((each["reason"] for each in conditions if each["type"] == kind), "")


def test_a_deployment_is_rolled_out(lab: Lab) -> None:
    lab.deploy(3)

    eventually(lab.rolled_out)
    (replica_set,) = lab.names("replicasets")
    assert lab.events("Deployment") == [
        f"ScalingReplicaSet Scaled up replica set {replica_set} from 0 to 3"
    ]
    eventually(lambda: said(lab, "Progressing") == "NewReplicaSetAvailable")
    assert said(lab, "Available") == "MinimumReplicasAvailable"
    annotations = lab.store.get("deployments", "default", "web")["metadata"]["annotations"]
    assert annotations == {"deployment.kubernetes.io/revision": "1"}


@pytest.mark.parametrize(
    ("surge", "unavailable", "most", "fewest"),
    [("25%", "25%", 5, 3), (0, 1, 4, 3), (2, 0, 6, 4)],
)
def test_a_rollout_keeps_within_its_bounds(
    lab: Lab, surge: int | str, unavailable: int | str, most: int, fewest: int
) -> None:
    update = {"maxSurge": surge, "maxUnavailable": unavailable}
    lab.deploy(4, strategy={"type": "RollingUpdate", "rollingUpdate": update})
    eventually(lab.rolled_out)

    lab.kubelet.seen.clear()
    lab.set_image("redis")
    eventually(lambda: lab.rolled_out() and lab.images() == ["redis"] * 4)
    assert max(alive for alive, _ in lab.kubelet.seen) <= most
    assert min(ready for _, ready in lab.kubelet.seen) >= fewest


def test_recreate_ends_all_old_pods_first(lab: Lab) -> None:
    lab.deploy(3, strategy={"type": "Recreate"})
    eventually(lab.rolled_out)

    lab.kubelet.seen.clear()
    lab.set_image("redis")
    eventually(lambda: lab.rolled_out() and lab.images() == ["redis"] * 3)
    counts = [alive for alive, _ in lab.kubelet.seen]
    lowest = counts.index(0)
    assert all(one >= other for one, other in pairwise(counts[: lowest + 1]))
    assert max(counts) == 3


def test_an_undo_brings_the_old_replica_set_back_with_a_new_revision(lab: Lab) -> None:
    lab.deploy(2)
    eventually(lab.rolled_out)
    lab.set_image("redis")
    eventually(lambda: lab.rolled_out() and lab.images() == ["redis"] * 2)
    assert revisions(lab) == {"1": "nginx", "2": "redis"}

    lab.set_image("nginx")
    eventually(lambda: lab.rolled_out() and lab.images() == ["nginx"] * 2)
    assert revisions(lab) == {"2": "redis", "3": "nginx"}


def test_a_bad_image_stops_the_rollout_and_the_old_pods_go_on(lab: Lab) -> None:
    lab.deploy(4)
    eventually(lab.rolled_out)

    lab.set_image(BAD_IMAGE)
    eventually(lambda: said(lab, "ReplicaFailure") == "FailedCreate")
    assert lab.images() == ["nginx"] * 3
    lab.set_image("nginx")
    eventually(lambda: lab.rolled_out() and lab.images() == ["nginx"] * 4)
    assert said(lab, "ReplicaFailure") == ""


def test_a_rollout_without_progress_is_told_after_its_deadline(lab: Lab) -> None:
    lab.deploy(1, UNREADY_IMAGE, progressDeadlineSeconds=1)

    eventually(lambda: said(lab, "Progressing") == "ProgressDeadlineExceeded")
    assert said(lab, "Available") == "MinimumReplicasUnavailable"


def test_what_is_scaled_in_the_middle_of_a_rollout_shares_out(lab: Lab) -> None:
    lab.deploy(4)
    eventually(lab.rolled_out)
    lab.set_image(UNREADY_IMAGE)
    eventually(lambda: lab.images() == [UNREADY_IMAGE] * 2 + ["nginx"] * 3)

    lab.edit("deployments", replicas=8)
    eventually(lambda: lab.images() == [UNREADY_IMAGE] * 4 + ["nginx"] * 6)
    lab.edit("deployments", replicas=0)
    eventually(lambda: lab.images() == [])


def test_a_paused_deployment_scales_but_does_not_roll(lab: Lab) -> None:
    lab.deploy(1)
    eventually(lab.rolled_out)
    lab.edit("deployments", paused=True)
    eventually(lambda: said(lab, "Progressing") == "DeploymentPaused")

    lab.set_image("redis")
    lab.edit("deployments", replicas=2)
    eventually(lambda: lab.images() == ["nginx", "nginx"])
    lab.edit("deployments", paused=False)
    eventually(lambda: lab.rolled_out() and lab.images() == ["redis", "redis"])


def test_old_replica_sets_beyond_the_limit_go(lab: Lab) -> None:
    lab.deploy(1, revisionHistoryLimit=1)
    for image in ("redis", "python", "busybox"):
        eventually(lab.rolled_out)
        lab.set_image(image)

    eventually(lambda: lab.rolled_out() and revisions(lab) == {"3": "python", "4": "busybox"})


def test_a_replica_set_that_somebody_deletes_comes_back(lab: Lab) -> None:
    lab.deploy(2)
    eventually(lab.rolled_out)
    (name,) = lab.names("replicasets")
    uid = lab.store.get("replicasets", "default", name)["metadata"]["uid"]

    lab.store.delete("replicasets", "default", name)
    eventually(
        lambda: (
            lab.names("replicasets") == [name]
            and lab.store.get("replicasets", "default", name)["metadata"]["uid"] != uid
            and len(lab.images()) == 2
            and lab.rolled_out()
        )
    )


def test_a_deployment_that_is_done_is_written_no_more(lab: Lab) -> None:
    lab.deploy(2)
    eventually(lambda: lab.rolled_out() and said(lab, "Progressing") == "NewReplicaSetAvailable")
    before = [lab.store.list(each).items for each in ("deployments", "replicasets")]

    lab.controllers.stop()
    lab.start()
    lab.deploy(1, name="later")
    eventually(lambda: lab.status(name="later").get("availableReplicas") == 1)
    after = [lab.store.list(each).items for each in ("deployments", "replicasets")]
    assert [each for each in before[0] + before[1] if each not in after[0] + after[1]] == []
