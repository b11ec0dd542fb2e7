"""How much of the machine a container may use.

Where a manifest says nothing a cluster would let a container take all there is; here it gets
the defaults below. Sources of the formulas: kubelet/cm/helpers_linux.go, kubelet/qos/policy.go.
"""

from lightkube.models.core_v1 import Container, Pod

from podlab.node.engine.bodies.containers import Limits
from podlab.pods.objects import containers_of, init_containers_of, is_sidecar
from podlab.pods.quantities import bytes_of, cpu_millis
from podlab.pods.status import qos_class

DEFAULT_MEMORY = 128 << 20
DEFAULT_CPU_MILLIS = 500
PIDS = 128
LEAST_SHARES = 2


def memory_limit(container: Container) -> int:
    """Bytes."""
    limit = _quantity(container, "limits", "memory")
    return bytes_of(limit) if limit else DEFAULT_MEMORY


def pod_memory_limit(pod: Pod) -> int:
    """The most that the Pod's containers may use together at one time, in bytes."""
    beside, most = 0, 0
    for each in init_containers_of(pod):
        most = max(most, beside + memory_limit(each))
        beside += memory_limit(each) if is_sidecar(each) else 0
    return max(most, beside + sum(memory_limit(each) for each in containers_of(pod)))


def limits(pod: Pod, container: Container) -> Limits:
    """Every bound of one container; none is ever without a bound."""
    cpu = _quantity(container, "limits", "cpu")
    request = _quantity(container, "requests", "cpu") or cpu
    shares = cpu_millis(request) * 1024 // 1000 if request else LEAST_SHARES
    return Limits(
        memory=memory_limit(container),
        cpu_millis=cpu_millis(cpu) if cpu else DEFAULT_CPU_MILLIS,
        pids=PIDS,
        cpu_shares=max(shares, LEAST_SHARES),
        oom_score_adj=_oom_score(qos_class(pod)),
    )


def _oom_score(qos: str) -> int:
    """Who dies first when memory runs out; a negative value needs rights that a sandbox lacks."""
    return {"Guaranteed": 0, "BestEffort": 1000}.get(qos, 900)


def _quantity(container: Container, part: str, resource: str) -> str | None:
    resources = container.resources
    found = (getattr(resources, part) or {}) if resources else {}
    value = found.get(resource)
    return None if value is None else str(value)
