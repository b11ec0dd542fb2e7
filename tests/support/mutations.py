"""A Pod with nearly every field, and Hypothesis's ways to spoil it and to write it down."""

import copy
import functools
import json
import math
from collections.abc import Iterable, Iterator
from typing import Any

import yaml
from hypothesis import strategies as st

Path = tuple[str | int, ...]

CONTAINER: dict[str, Any] = {
    "name": "web",
    "image": "busybox:1.37",
    "command": ["sh", "-c"],
    "args": ["echo $(GREETING)"],
    "workingDir": "/work",
    "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}],
    "env": [
        {"name": "GREETING", "value": "hello"},
        {"name": "POD", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
        {"name": "MEM", "valueFrom": {"resourceFieldRef": {"resource": "limits.memory"}}},
        {"name": "KEY", "valueFrom": {"configMapKeyRef": {"name": "settings", "key": "k"}}},
    ],
    "envFrom": [{"prefix": "S_", "secretRef": {"name": "password", "optional": True}}],
    "resources": {"limits": {"cpu": "0.5", "memory": "64Mi"}, "requests": {"cpu": "100m"}},
    "volumeMounts": [{"name": "work", "mountPath": "/work"}, {"name": "all", "mountPath": "/all"}],
    "readinessProbe": {"httpGet": {"port": "http", "path": "/"}, "periodSeconds": 2},
    "livenessProbe": {"exec": {"command": ["true"]}, "failureThreshold": 2},
    "lifecycle": {"preStop": {"exec": {"command": ["sleep", "1"]}}},
    "securityContext": {"runAsUser": 1000, "capabilities": {"drop": ["ALL"]}},
}
POD: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web", "labels": {"app": "web"}, "annotations": {"example.com/a": "b"}},
    "spec": {
        "initContainers": [
            {"name": "first", "image": "busybox", "command": ["true"]},
            {"name": "side", "image": "busybox", "restartPolicy": "Always"},
        ],
        "containers": [CONTAINER],
        "volumes": [
            {"name": "work", "emptyDir": {"medium": "Memory", "sizeLimit": "8Mi"}},
            {"name": "all", "projected": {"defaultMode": 0o440, "sources": [
                {"configMap": {"name": "settings", "items": [{"key": "k", "path": "a/k"}]}},
                {"secret": {"name": "password"}},
                {"downwardAPI": {"items": [
                    {"path": "labels", "fieldRef": {"fieldPath": "metadata.labels"}}]}},
            ]}},
        ],
        "restartPolicy": "OnFailure",
        "terminationGracePeriodSeconds": 5,
        "activeDeadlineSeconds": 600,
        "hostAliases": [{"ip": "10.1.2.3", "hostnames": ["a.example"]}],
        "dnsConfig": {"nameservers": ["10.0.0.1"], "options": [{"name": "ndots", "value": "2"}]},
        "nodeSelector": {"disk": "ssd"},
        "tolerations": [{"key": "k", "operator": "Exists", "effect": "NoSchedule"}],
        "topologySpreadConstraints": [
            {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule",
             "labelSelector": {"matchLabels": {"app": "web"}}},
        ],
        "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [{"matchExpressions": [
                {"key": "disk", "operator": "In", "values": ["ssd"]}]}]}}},
        "securityContext": {"fsGroup": 2000, "sysctls": [
            {"name": "net.ipv4.ping_group_range", "value": "0 1"}]},
    },
}  # fmt: skip

DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # the one in C, where it is there
WORDS = ["", "a", "A b", "..", "../x", "/x", "-1Mi", "1e400", "9" * 300, "é", "\x00", "\ud83d",
         "\N{GRINNING FACE}", "a" * 300, "yes", "~", "$(X)", "None", "Localhost", "<<"]  # fmt: skip
NUMBERS = [0, -1, 2**31, 2**63, -(2**64), 10**400, 0.5, 1e308, math.nan, math.inf]


def deep(levels: int) -> list[Any]:
    """A list in a list, and so on."""
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


SCALARS: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(NUMBERS)
    | st.sampled_from(WORDS)
    | st.text(max_size=8)
)
VALUES: st.SearchStrategy[Any] = (
    SCALARS
    | st.lists(SCALARS, max_size=2)
    | st.dictionaries(st.sampled_from(["name", "x", ""]) | st.text(max_size=3), SCALARS, max_size=2)
    | st.builds(deep, st.sampled_from([3, 70]))
)


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """The path of everything below."""
    steps: Iterable[Any] = value if isinstance(value, dict) else ()
    if isinstance(value, list):
        steps = range(len(value))
    for step in steps:
        yield (*path, step)
        yield from places(value[step], (*path, step))


@st.composite
def spoiled(draw: st.DrawFn, whole: dict[str, Any]) -> dict[str, Any]:
    """The object with up to three nodes dropped, replaced, renamed, or put in a second time."""
    text, known = _as_it_is(json.dumps(whole))
    obj: dict[str, Any] = json.loads(text)
    for number in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from((list(places(obj)) if number else known) or [("kind",)]))
        parent: Any = obj
        for step in path[:-1]:
            parent = parent[step]
        _spoil(draw, obj, parent, path[-1])
    return obj


@functools.cache
def _as_it_is(text: str) -> tuple[str, list[Path]]:
    """What is spoiled, with all of its places: looked for once, as most draws begin with them."""
    return text, list(places(json.loads(text)))


def _spoil(draw: st.DrawFn, whole: Any, parent: Any, step: Any) -> None:
    match draw(st.sampled_from(["drop", "alter", "alter", "replace", "rename", "repeat", "graft"])):
        case "drop":
            parent.pop(step, None) if isinstance(parent, dict) else parent.pop(step)
        case "alter" if isinstance(parent[step], str):
            parent[step] = draw(st.sampled_from(WORDS) | st.text(max_size=8))
        case "alter" if isinstance(parent[step], int):
            parent[step] = draw(st.sampled_from([0, -1, 1, 70_000, 2**31 - 1, 2**62]))
        case "rename" if isinstance(parent, dict):
            parent[draw(st.sampled_from([*WORDS, "image", "name", "spec"]))] = parent.pop(step, 1)
        case "repeat" if isinstance(parent, list):
            parent.append(copy.deepcopy(parent[step]))
        case "graft":
            other: Any = whole
            for each in draw(st.sampled_from(list(places(whole)))):
                other = other[each]
            parent[step] = copy.deepcopy(other)
        case _:
            parent[step] = draw(VALUES)


def as_json(obj: Any) -> str:
    """JSON as Python writes it: NaN and halves of characters included."""
    return json.dumps(obj)


def as_kyaml(obj: Any) -> str:
    """Flow style with comments, bare keys and commas at the end."""
    if isinstance(obj, dict):
        entries = [f"{_key(name)}: {as_kyaml(value)}," for name, value in obj.items()]
        return "{ # fields\n" + "\n".join(entries) + "\n}"
    if isinstance(obj, list):
        return "[" + "".join(f"{as_kyaml(each)}, " for each in obj) + "]"
    return json.dumps(obj)


def as_yaml(obj: Any) -> str:
    """Block style."""
    text: str
    try:
        text = yaml.dump(obj, Dumper=DUMPER, sort_keys=False)
    except UnicodeEncodeError:  # half a character, which only Python's own writer takes
        text = yaml.safe_dump(obj, sort_keys=False)
    return text


def with_aliases(obj: Any) -> str:
    """Block style in which equal lists and mappings are written once and repeated by alias."""
    shared: dict[str, Any] = {}

    def share(value: Any) -> Any:
        if isinstance(value, dict):
            value = {name: share(each) for name, each in value.items()}
        elif isinstance(value, list):
            value = [share(each) for each in value]
        else:
            return value
        return shared.setdefault(json.dumps(value), value)

    return as_yaml(share(obj))


def _key(name: str) -> str:
    return name if name.isascii() and name.isalpha() else json.dumps(name)


WRITERS = st.sampled_from([as_json, as_kyaml, as_yaml, with_aliases])
SPLICES = [
    b"", b"\t", b"\n", b"  ", b": ", b"- ", b"*a ", b"&a ", b"<<: *id001", b"!!str ", b"!x ", b"#",
    b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\x00", b"'", b'"', b"{", b"}", b"[", b"]", b"|\n",
    b"---\n", b"...\n", b"%YAML 9.9\n", b"? ", b"\xe2\x80\xa8", b"\xef\xbb\xbf",
]  # fmt: skip


@st.composite
def spliced(draw: st.DrawFn, text: str) -> bytes:
    """The text with a few of its bytes gone or others in between."""
    data = text.encode(errors="surrogatepass")
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(data)))
        gone = draw(st.integers(0, 12))
        data = data[:start] + draw(st.sampled_from(SPLICES)) + data[start + gone :]
    return data
