"""`python -m podlab.node`: serve one node until SIGTERM; its Pods go on running."""

import argparse
import fcntl
import logging
import signal
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO, cast

from podlab.node.admission import PodSecurity
from podlab.node.assembly import assemble
from podlab.node.controllers.autoscaling import SECONDS_BETWEEN_LOOKS
from podlab.node.housekeeping.first_objects import MOST_PODS
from podlab.node.kubeconfig import admin_token, write_kubeconfig
from podlab.node.kubelet.kubelet import MOST_PREPARED
from podlab.node.server import NodeServer, server_config
from podlab.node.tls import server_pair, serving_tls

EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 -- compared with, not listened on
WEB = "podlab"  # by this name web proves itself where it serves https with our certificate
HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Address:
    """A host and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Settings:
    """What the command line says. Clients are told to connect to `advertise`."""

    listen: Address
    advertise: Address
    data_dir: Path
    kubeconfig: Path
    pod_security: PodSecurity
    prepared_pods: int
    autoscale_seconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until a signal ends it; the exit code."""
    settings = parse_settings(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: sys.exit(0))  # uvicorn raises it again when all is shut
    lock = take_data_dir(settings.data_dir)
    if lock is None:
        sys.stderr.write(f"{settings.data_dir} is in use by another node\n")
        return 1
    with lock:
        serve(settings)
    return 0


def serve(settings: Settings) -> None:
    """Make what is missing in the data folder, then answer requests."""
    hosts = [*HERE, settings.advertise.host, socket.gethostname()]
    if settings.listen.host not in EVERYWHERE:
        hosts.append(settings.listen.host)
    now = datetime.now(UTC)
    tls = serving_tls(settings.data_dir / "tls", hosts, now)
    server_pair(settings.kubeconfig.parent, "web", tls.authority, [WEB], now)  # for kubectl there
    token = admin_token(settings.data_dir)
    node = assemble(
        settings.data_dir,
        token,
        settings.pod_security,
        settings.prepared_pods,
        settings.autoscale_seconds,
    )
    config = server_config(
        node.app,
        settings.listen.host,
        settings.listen.port,
        tls.server.certificate_file,
        tls.server.key_file,
    )
    url = f"https://{settings.advertise}"

    def listening() -> None:
        write_kubeconfig(settings.kubeconfig, url, tls.authority.pem, token)
        logging.getLogger("podlab.node").info("Serving on %s", url)

    NodeServer(config, listening, node.context.close_streams).run()


def parse_settings(arguments: Sequence[str] | None) -> Settings:
    """Read the command line; an error names the flag and ends the program with code 2."""
    parser = argparse.ArgumentParser("python -m podlab.node", description=__doc__)
    parser.add_argument("--listen", type=parse_address, default=Address("127.0.0.1", 8801))
    parser.add_argument("--advertise", type=parse_address, help="what clients connect to")
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--kubeconfig", type=Path, required=True)
    parser.add_argument("--pod-security", choices=("baseline", "restricted"), default="baseline")
    parser.add_argument("--prepared-pods", type=parse_count, default=MOST_PREPARED,
                        help="Pods to keep ready before they are created; 0 for none")  # fmt: skip
    parser.add_argument("--horizontal-pod-autoscaler-sync-period", type=parse_seconds,
                        metavar="SECONDS", default=SECONDS_BETWEEN_LOOKS,
                        help="how often autoscalers look; 15 in Kubernetes")  # fmt: skip
    found = parser.parse_args(arguments)
    listen: Address = found.listen
    reachable = socket.gethostname() if listen.host in EVERYWHERE else listen.host
    return Settings(
        listen,
        found.advertise or Address(reachable, listen.port),
        found.data_dir,
        found.kubeconfig,
        cast("PodSecurity", found.pod_security),
        found.prepared_pods,
        found.horizontal_pod_autoscaler_sync_period,
    )


def parse_address(text: str) -> Address:
    """`HOST:PORT`, an IPv6 address in brackets."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT")
    return Address(host.strip("[]"), int(port))


def parse_count(text: str) -> int:
    """A number from 0 to 110, which is what a node holds of Pods."""
    if not text.isdecimal() or int(text) > MOST_PODS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to {MOST_PODS}")
    return int(text)


def parse_seconds(text: str) -> float:
    """A number of seconds from 1 to 3600."""
    if not text.isdecimal() or not 1 <= int(text) <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds from 1 to 3600")
    return float(text)


def take_data_dir(folder: Path) -> TextIO | None:
    """Hold the folder for as long as the file is open; None when another node holds it."""
    file = (folder / "lock").open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


if __name__ == "__main__":
    sys.exit(main())
