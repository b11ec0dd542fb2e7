"""The texts that `kubectl describe` shows."""

import pytest

from podlab.pods import events
from podlab.pods.events import PodEvent


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (
            events.scheduled("a", "web", "podlab"),
            "Normal Scheduled default-scheduler Successfully assigned a/web to podlab",
        ),
        (events.pulling("c", "nginx"), 'Normal Pulling kubelet Pulling image "nginx"'),
        (
            events.pulled("c", "nginx", 6.6, 123),
            (
                'Normal Pulled kubelet Successfully pulled image "nginx" in 6.6s '
                "(6.6s including waiting). Image size: 123 bytes."
            ),
        ),
        (
            events.pulled("c", "nginx", 0.0389, 123),
            (
                'Normal Pulled kubelet Successfully pulled image "nginx" in 38ms '
                "(38ms including waiting). Image size: 123 bytes."
            ),
        ),
        (
            events.pulled("c", "nginx", 83.4, 123),
            (
                'Normal Pulled kubelet Successfully pulled image "nginx" in 1m23.4s '
                "(1m23.4s including waiting). Image size: 123 bytes."
            ),
        ),
        (
            events.pulled_present("c", "nginx"),
            'Normal Pulled kubelet Container image "nginx" already present on machine',
        ),
        (events.created("c"), "Normal Created kubelet Created container: c"),
        (events.started("c"), "Normal Started kubelet Started container c"),
        (events.killing("c"), "Normal Killing kubelet Stopping container c"),
        (
            events.failed("c", 'configmap "x" not found'),
            'Warning Failed kubelet Error: configmap "x" not found',
        ),
        (
            events.back_off_pull("c", "nginx"),
            'Normal BackOff kubelet Back-off pulling image "nginx"',
        ),
        (
            events.back_off("c", "web_a(1)"),
            "Warning BackOff kubelet Back-off restarting failed container c in pod web_a(1)",
        ),
        (
            events.unhealthy("c", "Readiness", "HTTP probe failed with statuscode: 404"),
            (
                "Warning Unhealthy kubelet Readiness probe failed: "
                "HTTP probe failed with statuscode: 404"
            ),
        ),
        (
            events.failed_mount("v", 'configmap "x" not found'),
            (
                'Warning FailedMount kubelet MountVolume.SetUp failed for volume "v" : '
                'configmap "x" not found'
            ),
        ),
        (
            events.failed_scheduling("0/1 nodes are available: 1 Insufficient cpu."),
            (
                "Warning FailedScheduling default-scheduler "
                "0/1 nodes are available: 1 Insufficient cpu."
            ),
        ),
        (
            events.sandbox_changed(),
            "Normal SandboxChanged kubelet Pod sandbox changed, it will be killed and re-created.",
        ),
        (
            events.deadline_exceeded(),
            (
                "Normal DeadlineExceeded kubelet "
                "Pod was active on the node longer than the specified deadline"
            ),
        ),
    ],
)
def test_event_reads_as_kubectl_describe_shows_it(event: PodEvent, line: str) -> None:
    assert f"{event.type} {event.reason} {event.component} {event.message}" == line
