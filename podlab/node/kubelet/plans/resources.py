"""How much of the machine a container may use, and all containers of a Pod together.

Where a manifest says nothing a cluster would let a container take all there is; here it gets
the defaults below. Sources of the formulas: kubelet/cm/helpers_linux.go, kubelet/qos/policy.go.
"""

from collections.abc import Callable
from fractions import Fraction

from lightkube.models.core_v1 import Container, Pod

from podlab.node.engine.bodies.containers import Limits
from podlab.node.housekeeping.first_objects import capacity
from podlab.pods.expansion import NodeFacts
from podlab.pods.objects import containers_of, init_containers_of
from podlab.pods.quantities import bytes_of, cpu_millis
from podlab.pods.scheduling import together
from podlab.pods.status import oom_score

DEFAULT_MEMORY = bytes_of(NodeFacts().memory)  # all that Pods are told the machine has
RESTRICTED_DEFAULT_MEMORY = 128 << 20
DEFAULT_CPU_MILLIS = 500
PIDS = 128
MACHINE_MEMORY = bytes_of(capacity()["memory"])
LEAST_SHARES = 2
OURS = Limits(memory=32 << 20, cpu_millis=500, pids=PIDS)  # the pause container's own part


def memory_limit(container: Container, *, restricted: bool) -> int:
    """Bytes."""
    limit = _quantity(container, "limits", "memory")
    if limit:
        return bytes_of(limit)
    return RESTRICTED_DEFAULT_MEMORY if restricted else DEFAULT_MEMORY


def limits(pod: Pod, container: Container, *, restricted: bool) -> Limits:
    """Every bound of one container; none is ever without a bound."""
    return Limits(
        memory=memory_limit(container, restricted=restricted),
        cpu_millis=_cpu_limit(container),
        pids=PIDS,
        cpu_shares=max(_shares(container), LEAST_SHARES),
        oom_score_adj=oom_score(pod, container, MACHINE_MEMORY),
    )


def pod_memory(pod: Pod, *, restricted: bool) -> int:
    """Bytes for all containers together: their sum, and where one has no limit of its own at
    least what such a one may have.
    """
    if restricted:
        return _together(pod, lambda each: memory_limit(each, restricted=True))
    limited = _together(pod, lambda each: bytes_of(_quantity(each, "limits", "memory") or "0"))
    everybody = (*init_containers_of(pod), *containers_of(pod))
    if all(_quantity(each, "limits", "memory") for each in everybody):
        return limited
    return max(limited, DEFAULT_MEMORY)


def pod_limits(pod: Pod, *, restricted: bool) -> Limits:
    """The bounds of a Pod's cgroup: its containers, an ephemeral one more, and our own part."""
    shares = _together(pod, _shares)
    return Limits(
        memory=pod_memory(pod, restricted=restricted) + OURS.memory,
        cpu_millis=_together(pod, _cpu_limit) + DEFAULT_CPU_MILLIS + OURS.cpu_millis,
        pids=_together(pod, lambda _: PIDS) + PIDS + OURS.pids,
        cpu_shares=max(shares, LEAST_SHARES),
    )


def _together(pod: Pod, amount: Callable[[Container], int]) -> int:
    return int(together(pod, lambda each: Fraction(amount(each))))


def _cpu_limit(container: Container) -> int:
    """Thousandths of a CPU."""
    limit = _quantity(container, "limits", "cpu")
    return cpu_millis(limit) if limit else DEFAULT_CPU_MILLIS


def _shares(container: Container) -> int:
    request = _quantity(container, "requests", "cpu") or _quantity(container, "limits", "cpu")
    return cpu_millis(request) * 1024 // 1000 if request else 0


def _quantity(container: Container, part: str, resource: str) -> str | None:
    resources = container.resources
    found = (getattr(resources, part) or {}) if resources else {}
    value = found.get(resource)
    return None if value is None else str(value)
