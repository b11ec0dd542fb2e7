"""The door key: a token that node keeps, and the kubeconfig that carries it to clients."""

import base64
import secrets
from pathlib import Path

import yaml

from podlab.node.tls import write_private

NAME = "podlab"


def admin_token(folder: Path) -> str:
    """The kept token, or a new one."""
    return _kept_secret(folder / "token")


def signing_key(folder: Path) -> bytes:
    """The kept key that signs the tokens of ServiceAccounts, or a new one, which ends them all."""
    return _kept_secret(folder / "signing-key").encode()


def _kept_secret(path: Path) -> str:
    secret = path.read_text().strip() if path.exists() else ""
    if not secret:
        secret = secrets.token_urlsafe(32)
        write_private(path, secret.encode())
    return secret


def write_kubeconfig(path: Path, server: str, authority: bytes, token: str) -> None:
    """Write the file that kubectl and web read; `authority` is the CA's certificate as PEM."""
    cluster = {
        "server": server,
        "certificate-authority-data": base64.b64encode(authority).decode(),
    }
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": NAME, "cluster": cluster}],
        "users": [{"name": NAME, "user": {"token": token}}],
        "contexts": [
            {"name": NAME, "context": {"cluster": NAME, "user": NAME, "namespace": "default"}}
        ],
        "current-context": NAME,
    }
    write_private(path, yaml.safe_dump(config, sort_keys=False).encode())
