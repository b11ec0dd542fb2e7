"""The Pod as a compose.yaml: a pause service owns the namespaces, the others join them."""

from collections.abc import Iterator
from typing import Any

import yaml

from podlab.sandbox.exports.docker_pod import FILES, DockerContainer, DockerPod, Role

HEAD = """\
# A Pod for docker compose: docker compose up --detach, and docker compose down --volumes.
# The pause service owns the network and the IPC namespace; the others join it.
"""
PAUSE_IMAGE = "${PAUSE:-registry.k8s.io/pause:3.10}"
NETWORK = "${NETWORK:-bridge}"
Service = dict[str, Any]


class Dumper(yaml.SafeDumper):
    """Texts of several lines stay readable, and nothing is said by reference."""

    def ignore_aliases(self, _: Any) -> bool:
        """Write each value where it belongs."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """A block where a block can hold the text; quoted where YAML would change a character."""
    style = "|" if "\n" in text else None
    if not all(each.isprintable() or each == "\n" for each in text):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Dumper.add_representer(str, _text)


def compose_yaml(pod: DockerPod) -> str:
    """Runs with `docker compose` and with docker-compose 1.29; `$` is written twice, as both
    want it.
    """
    services = {pod.pause: _pause(pod)}
    for each in pod.containers:
        services[each.name] = _without_empty(_service(pod, each))
    whole: dict[str, Any] = {"services": services}
    if pod.volumes:
        whole["volumes"] = {name: _volume(options) for name, options in pod.volumes.items()}
    ports = "".join(
        f'# To reach port {each} from your machine, give pause: ports: ["{each}:{each}"]\n'
        for each in dict.fromkeys(pod.ports)
    )
    return f"{HEAD}{ports}{dump(whole)}"


def dump(value: dict[str, Any]) -> str:
    """YAML in the order given."""
    text: str = yaml.dump(value, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=1000)
    return text


def _pause(pod: DockerPod) -> Service:
    return _without_empty(
        {
            "image": PAUSE_IMAGE,
            "hostname": pod.hostname,
            "network_mode": NETWORK,
            "ipc": "shareable",
            "restart": "always",
            "extra_hosts": [_plain(f"{name}:{address}") for name, address in pod.hosts],
            "dns": [_plain(each) for each in pod.nameservers],
            "dns_search": [_plain(each) for each in pod.searches],
            "sysctls": {_plain(name): _plain(value) for name, value in pod.sysctls.items()},
            "volumes": [_named(name, f"/volumes/{name}") for name in pod.volumes],
        }
    )


def _service(pod: DockerPod, container: DockerContainer) -> Service:
    joined = f"service:{pod.pause}"
    memory = container.memory_text if container.memory else ""
    return {
        "image": _plain(container.image),
        "network_mode": joined,
        "ipc": joined,
        "pid": joined if pod.share_processes else "",
        "depends_on": dict(_before(pod, container)),
        "restart": container.restart,
        "entrypoint": [_plain(each) for each in container.entrypoint],
        "command": [_plain(each) for each in container.args],
        "environment": {_plain(k): _plain(v) for k, v in container.environment.items()},
        "working_dir": _plain(container.working_dir),
        "user": container.user,
        "group_add": list(container.groups),
        "volumes": [*_mounts(container)],
        "mem_limit": memory,
        "memswap_limit": memory,
        "cpus": float(container.cpus_text) if container.cpu_millis else None,
        "cap_drop": list(container.cap_drop),
        "cap_add": list(container.cap_add),
        "read_only": container.read_only,
        "security_opt": ["no-new-privileges"] if container.no_new_privileges else [],
        "stdin_open": container.stdin,
        "tty": container.tty,
        "stop_grace_period": f"{container.stop_seconds}s",
        "healthcheck": _health(container),
    }


def _before(pod: DockerPod, container: DockerContainer) -> Iterator[tuple[str, dict[str, str]]]:
    """Init containers run one after the other, and the main ones after all of them."""
    yield pod.pause, {"condition": "service_started"}
    for each in pod.containers:
        if each is container or each.role is Role.MAIN:
            return
        ends = each.role is Role.INIT
        condition = "service_completed_successfully" if ends else "service_started"
        yield each.name, {"condition": condition}


def _mounts(container: DockerContainer) -> Iterator[Service]:
    for mount in container.mounts:
        if mount.is_file:
            source = f"./{FILES}/{_plain(mount.source)}"
            target = _plain(mount.target)
            yield {"type": "bind", "source": source, "target": target, "read_only": True}
        else:
            yield _named(mount.source, _plain(mount.target), read_only=mount.read_only)


def _named(volume: str, target: str, *, read_only: bool = False) -> Service:
    mount: Service = {"type": "volume", "source": volume, "target": target}
    return {**mount, **({"read_only": True} if read_only else {}), "volume": {"nocopy": True}}


def _volume(options: str) -> Service:
    if not options:
        return {}
    return {"driver": "local", "driver_opts": {"type": "tmpfs", "device": "tmpfs", "o": options}}


def _health(container: DockerContainer) -> Service:
    check = container.check
    if check is None:
        return {"disable": True}
    return {
        "test": ["CMD", *(_plain(each) for each in check.command)],
        "interval": f"{check.interval}s",
        "timeout": f"{check.timeout}s",
        "retries": check.retries,
        "start_period": f"{check.start_period}s",
    }


def _plain(text: str) -> str:
    """A text in which compose replaces nothing."""
    return text.replace("$", "$$")


def _without_empty(service: Service) -> Service:
    return {name: value for name, value in service.items() if value}
