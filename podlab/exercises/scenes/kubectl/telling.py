"""Pods and events in kubectl's columns: `get`, and of `describe` what tells a symptom. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from podlab.pods.objects import JsonObject, parse_timestamp
from podlab.pods.status.printing import human_duration, printed_columns

GET = ("NAME", "READY", "STATUS", "RESTARTS", "AGE")
EVENTS = ("Type", "Reason", "Age", "From", "Message")
LEFT_OUT = "…"


def get_table(pods: Iterable[JsonObject], now: datetime) -> str:
    """`kubectl get pods`."""
    rows = [GET]
    for pod in pods:
        told = printed_columns(pod, now)
        name = pod["metadata"]["name"]
        rows.append((name, told.ready, told.status, told.restarts, told.age))
    return "\n".join(in_columns(rows, 3))


def described(pod: JsonObject, events: Sequence[JsonObject], now: datetime) -> str:
    """The containers and the events of `kubectl describe pod`; what is left out is marked."""
    spec, status = pod["spec"], pod.get("status") or {}
    lines = [f"Name:             {pod['metadata']['name']}", LEFT_OUT]
    for title, field, states in (
        ("Init Containers:", "initContainers", "initContainerStatuses"),
        ("Containers:", "containers", "containerStatuses"),
    ):
        found = {each["name"]: each for each in status.get(states) or []}
        lines += [title] if spec.get(field) else []
        for container in spec.get(field) or []:
            lines += of_container(container, found.get(container["name"], {}))
    return "\n".join([*lines, LEFT_OUT, *event_lines(events, now)])


def of_container(container: JsonObject, status: JsonObject) -> Iterator[str]:
    """One container: what it runs, how it is, how it was, what it may use and what it sees."""
    yield f"  {container['name']}:"
    yield f"    Image:          {container.get('image', '')}"
    yield from of_state("State", status.get("state") or {"waiting": {}})
    yield from of_state("Last State", status.get("lastState") or {})
    yield f"    Ready:          {bool(status.get('ready'))}"
    yield f"    Restart Count:  {status.get('restartCount', 0)}"
    limits = (container.get("resources") or {}).get("limits") or {}
    yield from ["    Limits:"] if limits else []
    yield from in_columns([(f"      {name}:", str(limits[name])) for name in sorted(limits)], 2)
    yield "    Mounts:" + ("" if container.get("volumeMounts") else "         <none>")
    for mount in container.get("volumeMounts") or []:
        access = "ro" if mount.get("readOnly") else "rw"
        yield f"      {mount['mountPath']} from {mount['name']} ({access})"


def of_state(title: str, state: JsonObject) -> Iterator[str]:
    """A state, and why it is so."""
    for kind, told in state.items():
        yield f"    {title + ':':16}{kind.capitalize()}"
        if told.get("reason"):
            yield f"      Reason:       {told['reason']}"
        if kind == "terminated":
            if told.get("message"):
                yield f"      Message:      {told['message']}"
            yield f"      Exit Code:    {told.get('exitCode', 0)}"


def event_lines(events: Sequence[JsonObject], now: datetime) -> list[str]:
    """The end of `kubectl describe`."""
    if not events:
        return ["Events:  <none>"]
    rows = [EVENTS, tuple("-" * len(name) for name in EVENTS)]
    for event in sorted(events, key=last_seen):
        source = (event.get("source") or {}).get("component") or event.get("reportingComponent")
        told = (event.get("type", ""), event.get("reason", ""), age_of(event, now), source or "")
        rows.append((*told, " ".join(str(event.get("message", "")).split())))
    return ["Events:", *(f"  {line}" for line in in_columns(rows, 2))]


def last_seen(event: JsonObject) -> str:
    return str(event.get("lastTimestamp") or event["metadata"].get("creationTimestamp") or "")


def age_of(event: JsonObject, now: datetime) -> str:
    """How long ago; one that came again says how often, and since when."""
    last, first = parse_timestamp(last_seen(event)), parse_timestamp(event.get("firstTimestamp"))
    if last is None:
        return "<unknown>"
    told, count = human_duration((now - last).total_seconds()), event.get("count") or 1
    if count < 2 or first is None:
        return told
    return f"{told} (x{count} over {human_duration((now - first).total_seconds())})"


def in_columns(rows: Sequence[Sequence[str]], gap: int) -> Iterator[str]:
    """Each column as wide as its widest cell and the gap; nothing behind the last."""
    widths = [max(map(len, column)) + gap for column in zip(*rows, strict=True)]
    for row in rows:
        yield "".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
