"""Whom a probe or a hook is for: a running container, and how its ports are found."""

from dataclasses import dataclass

from lightkube.models.core_v1 import Container

LOCAL = "localhost"
LOOPBACK = "127.0.0.1"


class UnknownPort(Exception):
    """No container port has this name; the text is Go's."""


@dataclass(frozen=True)
class Patient:
    """A running container and its Pod's network."""

    container: Container
    container_id: str
    pause_id: str
    address: str

    def port_number(self, port: int | str) -> int:
        """A port's number; a name is looked up in the container's ports. Raises UnknownPort."""
        if isinstance(port, int):
            return port
        named = [each.containerPort for each in self.container.ports or [] if each.name == port]
        if named:
            return named[0]
        if not port.isdigit():
            raise UnknownPort(f'strconv.Atoi: parsing "{port}": invalid syntax')
        if not 0 < int(port) < 1 << 16:
            raise UnknownPort(f"invalid port number: {port}")
        return int(port)


def dialled(host: str) -> str:
    """The address behind a host that admission has let in."""
    return LOOPBACK if host == LOCAL else host
