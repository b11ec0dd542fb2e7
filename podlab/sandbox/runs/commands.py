"""What one would type instead of pressing a button: the kubectl and the docker command. Pure."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from podlab.pods.objects import JsonObject
from podlab.sandbox.picture.xray import Column


@dataclass(frozen=True)
class Equivalent:
    """The same action at a terminal; `docker` may have several lines."""

    action: str
    kubectl: str
    docker: str


def equivalents(pod: JsonObject, namespace: str) -> dict[str, Equivalent]:
    """By action: run, stop, logs, traffic, files, events, status."""
    name = pod["metadata"]["name"]
    containers = [str(container["name"]) for container in pod["spec"]["containers"]]
    first, all_names = containers[0], " ".join(f"{name}_{each}" for each in containers)
    kubectl = f"kubectl -n {namespace}"
    volume = next((v["name"] for v in pod["spec"].get("volumes") or []), None)
    return {
        each.action: each
        for each in (
            Equivalent("run", f"{kubectl} create -f {name}.yaml", docker_run(pod)),
            Equivalent(
                "stop", f"{kubectl} delete pod {name}", f"docker rm -f {all_names} {name}_pause"
            ),
            Equivalent(
                "logs", f"{kubectl} logs -f {name} -c {first}", f"docker logs -f {name}_{first}"
            ),
            Equivalent(
                "traffic",
                f"{kubectl} debug -it {name} --image=nicolaka/netshoot -- tcpdump -i lo",
                f"docker run --net container:{name}_pause nicolaka/netshoot tcpdump -i lo",
            ),
            Equivalent("files", f"{kubectl} {files(pod, name)}", files_by_docker(pod, volume)),
            Equivalent(
                "events",
                f"{kubectl} describe pod {name}",
                f"docker events --filter container={name}_{first}",
            ),
            Equivalent(
                "status", f"{kubectl} get pod {name} -o yaml", f"docker inspect {all_names}"
            ),
        )
    }


@dataclass(frozen=True)
class Typed:
    """A command, and `what` it is typed for."""

    what: str
    typed: str


def namespace_commands(pod: JsonObject, columns: Sequence[Column]) -> list[Typed]:
    """How one would read the numbers of the first container that runs, and of all."""
    names = [column for column in columns if column.container]
    if not names:
        return []
    metadata, first = pod["metadata"], names[0]
    short = first.container_id.rpartition("/")[2][:12]
    pid = f"$(docker inspect -f '{{{{.State.Pid}}}}' {short})"
    where = f"kubectl -n {metadata.get('namespace', 'default')} exec {metadata['name']}"
    return [
        Typed(
            f"from inside {first.container}",
            f"{where} -c {first.container} -- readlink /proc/self/ns/net",
        ),
        Typed("on the node", f"sudo readlink /proc/{pid}/ns/net"),
        Typed("all of them", f"sudo lsns -p {pid}"),
    ]


def docker_run(pod: JsonObject) -> str:
    """A pause container that holds the namespaces, then each container joined to it."""
    name = pod["metadata"]["name"]
    lines = [f"docker run -d --name {name}_pause --ipc shareable registry.k8s.io/pause:3.10"]
    joined = f"--net container:{name}_pause --ipc container:{name}_pause"
    for container in pod["spec"]["containers"]:
        mounts = "".join(
            f" -v {name}_{mount['name']}:{mount['mountPath']}" + ":ro" * bool(mount.get("readOnly"))
            for mount in container.get("volumeMounts") or []
        )
        words = [*(container.get("command") or []), *(container.get("args") or [])]
        typed = "".join(" " + quoted(str(word)) for word in words)
        lines.append(
            f"docker run -d --name {name}_{container['name']} {joined}{mounts} "
            f"{container.get('image', '')}{typed}"
        )
    return "\n".join(lines)


def quoted(word: str) -> str:
    r"""The word for a shell, on one line.

    >>> print(quoted("sleep 1\ndate"))
    $'sleep 1\ndate'
    """
    if "\n" not in word:
        return shlex.quote(word)
    escaped = word.rstrip("\n").replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"$'{escaped}'"


def files(pod: JsonObject, name: str) -> str:
    """List the first mounted volume where it is mounted."""
    for container in pod["spec"]["containers"]:
        for mount in container.get("volumeMounts") or []:
            return f"exec {name} -c {container['name']} -- ls -l {mount['mountPath']}"
    return f"exec {name} -- ls -l /"


def files_by_docker(pod: JsonObject, volume: str | None) -> str:
    name = pod["metadata"]["name"]
    return f"docker volume inspect {name}_{volume}" if volume else f"docker diff {name}_pause"
