"""The checks of connections, read and decided."""

from podlab.curriculum.format.assertions import HttpIs, ListenIs, TcpIs, TrafficSeen
from podlab.exercises.checking.ground import Ground
from podlab.exercises.checking.insides.namespaces import not_running
from podlab.exercises.checking.network.deciding import (
    decide_http,
    decide_listen,
    decide_tcp,
    http_expected,
)
from podlab.exercises.checking.network.reading import (
    LOOPBACK,
    OUTSIDE,
    ask_http,
    sockets_of,
    target_of,
    traffic_of,
    try_tcp,
    unit_named,
)
from podlab.exercises.checking.network.traffic import decide_traffic, in_words, pattern_of
from podlab.exercises.checking.pods.statuses import is_running
from podlab.exercises.checking.verdicts import exec_in, kubectl
from podlab.exercises.results import Result


async def check_tcp(wanted: TcpIs, ground: Ground) -> Result:
    """A connection from the container's network."""
    place = ground.place(wanted.source)
    pod = await ground.pod(place.unit)
    if pod is None or not is_running(pod, place.container):
        return not_running(wanted.source, f"{wanted.source} → {wanted.to}: {wanted.expect}")
    target = target_of(wanted.to)
    words = ["nc", "-zv", "-w", "3", target.host, str(target.port)]
    name = pod["metadata"]["name"]
    command = exec_in(ground.scene.namespace, name, place.container, *words)
    return decide_tcp(wanted, await try_tcp(pod, wanted, ground.scene), command)


async def check_http(wanted: HttpIs, ground: Ground) -> Result:
    """A request from the container's network; from `outside`, to the port of the unit named."""
    target = target_of(wanted.url)
    source = wanted.source
    if source == OUTSIDE:
        source = unit_named(target.host, "", ground.scene) or target.host
    place = ground.place(source)
    pod = await ground.pod(place.unit)
    if pod is None or not is_running(pod, place.container):
        return not_running(str(place), http_expected(wanted))
    name, namespace = pod["metadata"]["name"], ground.scene.namespace
    if wanted.source == OUTSIDE:
        path = f"/api/v1/namespaces/{namespace}/pods/{name}:{target.port}/proxy{target.path}"
        command = kubectl(namespace, "get", "--raw", path)
    else:
        words = ["wget", "-qO-", "-T", "3", wanted.url]
        command = exec_in(namespace, name, place.container, *words)
    return decide_http(wanted, await ask_http(pod, wanted, ground.scene), command)


async def check_listen(wanted: ListenIs, ground: Ground) -> Result:
    """The sockets in the container's network namespace."""
    place = ground.place(wanted.place)
    pod = await ground.pod(place.unit)
    if pod is None or not is_running(pod, place.container):
        return not_running(wanted.place, f"{wanted.address or LOOPBACK}:{wanted.port}")
    name = pod["metadata"]["name"]
    command = exec_in(ground.scene.namespace, name, place.container, "netstat", "-tln")
    return decide_listen(wanted, await sockets_of(ground.run(place.unit)), command)


async def check_traffic(wanted: TrafficSeen, ground: Ground) -> Result:
    """What was seen so far."""
    unit = ground.place(wanted.pod).unit
    if unit not in ground.scene.runs:  # made later
        return not_running(wanted.pod, f"{wanted.iface}: {in_words(pattern_of(wanted))}")
    entries = await traffic_of(ground.run(unit), ground.time(wanted.since))
    name = ground.scene.units[unit].name
    words = ["debug", "-it", name, "--image=nicolaka/netshoot", "--", "tcpdump", "-i", wanted.iface]
    return decide_traffic(wanted, entries, kubectl(ground.scene.namespace, *words))
