"""The kubeconfig that a learner downloads. Pure."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import yaml

NAME = "podlab"
FILE_NAME = "podlab-kubeconfig.yaml"


@dataclass(frozen=True)
class Door:
    """Where kubectl finds the Pod API, and how it knows that it is the right one.

    Without an authority (PEM in base64) those count that the learner's machine trusts anyway.
    """

    server: str
    authority: str = ""
    server_name: str = ""


def door_of(
    host: str, prefix: str, *, secure: bool, own_port: int, authority: str, server_name: str
) -> Door | None:
    """The door for a site that is reached as `host`; None where there is no https to it."""
    if secure:
        return Door(f"https://{host}{prefix}")
    if not own_port or not authority:
        return None
    name = urlsplit(f"//{host}").hostname or ""
    shown = f"[{name}]" if ":" in name else name
    return Door(f"https://{shown}:{own_port}{prefix}", authority, server_name)


def kubeconfig(door: Door, namespace: str, token: str) -> str:
    """The file, with one context that is the current one."""
    cluster = {"server": door.server}
    if door.authority:
        cluster["certificate-authority-data"] = door.authority
        cluster["tls-server-name"] = door.server_name
    context = {"cluster": NAME, "user": namespace, "namespace": namespace}
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": NAME, "cluster": cluster}],
        "users": [{"name": namespace, "user": {"token": token}}],
        "contexts": [{"name": NAME, "context": context}],
        "current-context": NAME,
    }
    text: str = yaml.safe_dump(config, sort_keys=False, width=1 << 20)
    return text
