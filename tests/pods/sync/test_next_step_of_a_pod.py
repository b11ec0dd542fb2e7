"""What the kubelet does next, as tables: wanted, seen, answer."""

import pytest
from lightkube.models.core_v1 import Pod

from podlab.pods.status import ContainerObservation, PodObservation, SandboxState, Waiting
from podlab.pods.sync import ContainerStart, PodActions, compute_pod_actions
from tests.pods.observations import (
    CREATED,
    NOON,
    NOTHING,
    exited,
    make_pod,
    running,
    seconds,
    seen,
    sidecar,
    unstartable,
)


def actions(pod: Pod, observation: PodObservation, after: float = 0) -> PodActions:
    return compute_pod_actions(pod, observation, NOON + seconds(after))


def in_words(found: PodActions) -> str:
    """`kill-pod sandbox kill:a start:b0 wait:c`: what is asked for, in its order."""
    words = ["kill-pod"] * found.kill_pod + ["sandbox"] * found.create_sandbox
    words += [f"kill:{each.name}" for each in found.kill]
    words += [f"start:{each.name}{each.attempt}" for each in found.start]
    words += [f"wait:{each.name}" for each in found.backing_off]
    return " ".join(words)


def test_new_pod_gets_its_sandbox_and_all_its_containers() -> None:
    found = actions(make_pod("b", "a"), NOTHING)

    assert in_words(found) == "sandbox start:b0 start:a0"
    assert not found.sandbox_changed


@pytest.mark.parametrize(
    ("policy", "containers", "words"),
    [
        ("Always", [], "start:a0 start:b0"),
        ("Always", [running("a")], "start:b0"),
        ("Always", [running("a"), running("b")], ""),
        ("Always", [running("a"), exited("b", 0)], "start:b1"),
        ("Always", [running("a"), exited("b", 1, 1, back_off=10)], "wait:b"),
        ("Always", [running("a"), unstartable("b", "no such file")], "start:b1"),
        ("Always", [running("a"), ContainerObservation("b", 0, CREATED)], "start:b1"),
        ("OnFailure", [running("a"), exited("b", 0)], ""),
        ("OnFailure", [running("a"), exited("b", 1)], "start:b1"),
        ("OnFailure", [exited("a", 0), exited("b", 0)], "kill-pod"),
        ("Never", [running("a"), exited("b", 1)], ""),
        ("Never", [running("a")], "start:b0"),
        ("Never", [exited("a", 0), exited("b", 1)], "kill-pod"),
    ],
)
def test_restart_policy_decides(
    policy: str, containers: list[ContainerObservation], words: str
) -> None:
    pod = make_pod("a", "b", restartPolicy=policy)

    assert in_words(actions(pod, seen(*containers))) == words


@pytest.mark.parametrize(
    ("policy", "containers", "words"),
    [
        ("Always", [], "start:i0"),
        ("Always", [running("i")], ""),
        ("Always", [exited("i", 0)], "start:j0"),
        ("Always", [exited("i", 0), exited("j", 0)], "start:a0"),
        ("Always", [exited("i", 0), exited("j", 1)], "start:j1"),
        ("OnFailure", [exited("i", 0), exited("j", 1, 1, back_off=10)], "wait:j"),
        ("Never", [exited("i", 1)], "kill-pod"),
        ("Always", [exited("i", 0), exited("j", 0), running("a")], ""),
        ("Always", [exited("i", 0), exited("j", 0), exited("a", 1)], "start:a1"),
        ("Always", [running("a")], ""),
    ],
)
def test_init_containers_run_one_by_one(
    policy: str, containers: list[ContainerObservation], words: str
) -> None:
    pod = make_pod("a", init=("i", "j"), restartPolicy=policy)

    assert in_words(actions(pod, seen(*containers))) == words


@pytest.mark.parametrize(
    ("policy", "containers", "words"),
    [
        ("Always", [], "start:s0"),
        ("Always", [running("s")], "start:i0"),
        ("Always", [running("s"), exited("i", 0)], "start:a0"),
        ("Always", [running("s"), exited("i", 0), running("a")], ""),
        ("Never", [exited("s", 0), exited("i", 0), running("a")], "start:s1"),
        ("Never", [exited("s", 1, 1, back_off=10), exited("i", 0), running("a")], "wait:s"),
        ("Always", [exited("s", 1), running("i")], "start:s1"),
        ("Never", [running("s"), exited("i", 0), exited("a", 0)], "kill-pod"),
    ],
)
def test_sidecar_runs_as_long_as_the_pod(
    policy: str, containers: list[ContainerObservation], words: str
) -> None:
    pod = make_pod("a", init=(sidecar("s"), "i"), restartPolicy=policy)

    assert in_words(actions(pod, seen(*containers))) == words


def test_sidecar_whose_startup_probe_failed_is_killed() -> None:
    pod = make_pod("a", init=(sidecar("s", startupProbe={}),))

    found = actions(pod, seen(running("s"), failed_probes={"s": "startup"}))

    assert [each.message for each in found.kill] == ["Init container s failed startup probe"]


def test_sidecar_with_a_startup_probe_gates_what_follows() -> None:
    pod = make_pod("a", init=(sidecar("s", startupProbe={}),))

    assert in_words(actions(pod, seen(running("s")))) == ""
    assert in_words(actions(pod, seen(running("s"), startup={"s": True}))) == "start:a0"


@pytest.mark.parametrize(
    ("policy", "containers", "words"),
    [
        ("Always", [running("a"), running("b")], "kill-pod sandbox start:a1 start:b1"),
        ("OnFailure", [exited("a", 0), running("b")], "kill-pod sandbox start:b1"),
        ("Never", [running("a"), running("b")], "kill-pod"),
    ],
)
def test_death_of_the_pause_container_remakes_the_pod(
    policy: str, containers: list[ContainerObservation], words: str
) -> None:
    pod = make_pod("a", "b", restartPolicy=policy)
    found = actions(pod, seen(*containers, sandbox=SandboxState.EXITED))

    assert in_words(found) == words
    assert found.sandbox_changed


@pytest.mark.parametrize("policy", ["Always", "OnFailure", "Never"])
def test_pod_whose_containers_were_made_and_never_started_has_lost_nothing(policy: str) -> None:
    pod = make_pod("a", restartPolicy=policy)
    made = ContainerObservation("a", container_id="a0", sandbox_id="old")

    found = actions(pod, seen(made, sandbox=SandboxState.ABSENT))

    assert in_words(found) == "sandbox start:a1"
    assert not found.sandbox_changed


def test_new_sandbox_runs_the_init_containers_again() -> None:
    pod = make_pod("a", init=("i",))
    old = [exited("i", 0, sandbox_id="old"), exited("a", 137, sandbox_id="old")]

    lost = actions(pod, seen(*old, sandbox=SandboxState.EXITED))
    assert in_words(lost) == "kill-pod sandbox start:i1"
    assert in_words(actions(pod, seen(*old))) == "start:i1"
    assert in_words(actions(pod, seen(*old, exited("i", 0, 1)))) == "start:a1"


@pytest.mark.parametrize(
    "pod",
    [
        make_pod("a", deleted=True),
        make_pod("a", status={"phase": "Failed"}),
        make_pod("a", activeDeadlineSeconds=5, status={"startTime": "2026-01-01T11:00:00Z"}),
    ],
    ids=["deleted", "failed", "over its time"],
)
def test_pod_that_is_over_is_killed_and_not_restarted(pod: Pod) -> None:
    assert in_words(actions(pod, seen(exited("a", 1)))) == "kill-pod"
    assert actions(pod, seen(exited("a", 1), sandbox=SandboxState.EXITED)).is_empty
    assert actions(pod, NOTHING).is_empty


def test_deadline_is_told_apart() -> None:
    pod = make_pod("a", activeDeadlineSeconds=5)

    assert actions(pod, seen(running("a"), started_at=NOON), 5).deadline_exceeded
    assert not actions(pod, seen(running("a"), started_at=NOON), 4).deadline_exceeded


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ("Always", "Container a failed liveness probe, will be restarted"),
        ("Never", "Container a failed liveness probe"),
    ],
)
def test_failed_probe_kills_the_container(policy: str, message: str) -> None:
    found = actions(
        make_pod("a", restartPolicy=policy), seen(running("a"), failed_probes={"a": "liveness"})
    )

    assert [(each.container_id, each.message, each.probe) for each in found.kill] == [
        ("a0", message, "liveness")
    ]


def test_changed_image_kills_the_container() -> None:
    found = actions(make_pod("a"), seen(running("a", image="busybox:old")))

    assert [each.message for each in found.kill] == [
        "Container a definition changed, will be restarted"
    ]


def test_back_off_doubles_up_to_five_minutes_and_is_handed_on() -> None:
    delays = []
    latest = exited("a", 1)
    for _ in range(8):
        found = actions(make_pod("a"), seen(latest), after=1)
        waits = [(each.until - NOON).total_seconds() for each in found.backing_off]
        delays.append(waits[0] if waits else 0)
        (start,) = actions(make_pod("a"), seen(latest), after=300).start
        latest = exited("a", 1, start.attempt, back_off=start.back_off)

    assert delays == [0, 10, 20, 40, 80, 160, 300, 300]


@pytest.mark.parametrize(
    ("ran", "start", "waits"),
    [(599, (), True), (601, (ContainerStart("a", 5, 10),), False)],
)
def test_ten_good_minutes_forgive_the_back_off(
    ran: float, start: tuple[ContainerStart, ...], waits: bool
) -> None:
    end = NOON + seconds(ran)
    latest = exited("a", 1, 4, back_off=80, started_at=NOON, finished_at=end)
    found = compute_pod_actions(make_pod("a"), seen(latest), end + seconds(1))

    assert (found.start, bool(found.backing_off)) == (start, waits)


def test_back_off_is_guessed_from_the_attempt_where_nobody_wrote_it_down() -> None:
    found = actions(make_pod("a"), seen(exited("a", 1, 3)), after=1)

    assert found.look_again_at == NOON + seconds(40)


def test_container_that_could_not_be_made_waits_for_its_next_try() -> None:
    waiting = {"a": Waiting("ErrImagePull", "no", retry_at=NOON + seconds(10))}
    observation = seen(waiting=waiting)

    assert in_words(actions(make_pod("a", "b"), observation, 9)) == "start:b0 wait:a"
    assert in_words(actions(make_pod("a", "b"), observation, 10)) == "start:a0 start:b0"


HOOK = {"postStart": {"sleep": {"seconds": 1}}}


@pytest.mark.parametrize(
    ("observation", "expected"),
    [
        (NOTHING, "sandbox start:a0"),
        (seen(running("a"), starting={"a"}), ""),
        (seen(running("a")), "start:b0"),
        (seen(running("a"), starting={"a"}, failed_probes={"a": "postStart"}), "kill:a"),
        (seen(exited("a", 137, 1)), "wait:a start:b0"),
    ],
    ids=["new", "hook runs", "hook is done", "hook failed", "backing off"],
)
def test_post_start_holds_back_the_next_container(
    observation: PodObservation, expected: str
) -> None:
    pod = make_pod({"name": "a", "lifecycle": HOOK}, "b")

    found = actions(pod, observation)

    assert sorted(in_words(found).split()) == sorted(expected.split())
    assert [each.message for each in found.kill] == ["FailedPostStartHook"] * len(found.kill)


def test_post_start_of_a_sidecar_holds_back_the_main_containers() -> None:
    pod = make_pod("a", init=(sidecar("s", lifecycle=HOOK),))

    assert in_words(actions(pod, seen(running("s"), starting={"s"}))) == ""
    assert in_words(actions(pod, seen(running("s")))) == "start:a0"
