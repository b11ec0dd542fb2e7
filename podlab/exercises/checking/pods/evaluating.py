"""The checks of what the Pod API says, read and decided."""

from podlab.curriculum.format.assertions import ContainerIs, CountIs, IpIs, PodIs, SpecIs, StopIs
from podlab.exercises.checking.ground import Ground
from podlab.exercises.checking.pods.containers import decide_container, decide_stop
from podlab.exercises.checking.pods.deciding import (
    addresses,
    decide_count,
    decide_ip,
    decide_pod,
    decide_spec,
)
from podlab.exercises.checking.verdicts import all_of
from podlab.exercises.results import Result


async def check_pod(wanted: PodIs, ground: Ground) -> Result:
    """Of a Deployment, each Pod."""
    unit = ground.place(wanted.of).unit
    namespace, name = ground.scene.namespace, ground.scene.units[unit].name
    pods = await ground.pods_or_none(unit)
    names = [pod["metadata"]["name"] if pod else name for pod in pods]
    return all_of(
        [decide_pod(wanted, each, namespace, pod) for each, pod in zip(names, pods, strict=True)]
    )


async def check_container(wanted: ContainerIs, ground: Ground) -> Result:
    """Of a Deployment, in each Pod."""
    place = ground.place(wanted.of)
    results = []
    for pod in await ground.pods_or_none(place.unit):
        name = ground.container(place, pod) if pod else place.container
        results.append(decide_container(wanted, name, pod, ground.began(place.unit, pod)))
    return all_of(results)


async def check_count(wanted: CountIs, ground: Ground) -> Result:
    """A unit's Pods, ending ones included only for `all`."""
    place = ground.place(wanted.of)
    pods = await ground.scene.pods(place.unit)
    return decide_count(wanted, str(place), ground.scene.namespace, pods)


async def check_ip(wanted: IpIs, ground: Ground) -> Result:
    """Of a Deployment, each Pod has its own line."""
    now: list[tuple[str, str]] = []
    began: dict[str, str | None] = {}
    for text in wanted.same or wanted.different:
        place = ground.place(text)
        named = ground.scene.units[place.unit].kind == "deployment"
        found = addresses(str(place), await ground.pods(place.unit), named=named)
        now += found or [(str(place), "")]
        first = ground.began(place.unit)
        began |= {whose: first["ip"] if first else None for whose, _address in found}
    return decide_ip(wanted, ground.scene.namespace, now, began)


async def check_spec(wanted: SpecIs, ground: Ground) -> Result:
    """A field of the unit's Pod."""
    return decide_spec(wanted, await ground.pod(ground.place(wanted.of).unit))


async def check_stop(wanted: StopIs, ground: Ground) -> Result:
    """How a container ended; a Pod that is gone is remembered by who watched it."""
    place = ground.place(wanted.of)
    pod = await ground.last_seen(place.unit)
    name = ground.container(place, pod) if pod else place.container
    return decide_stop(wanted, name, pod, ground.since)
