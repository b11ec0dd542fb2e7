"""How senders get marked on this engine: tried once, when the scope starts."""

import contextlib
import ctypes
import logging
import os
from pathlib import Path

from podlab.observation.kernel import nft
from podlab.observation.kernel.bpf import MarkProgram
from podlab.observation.kernel.privileges import CLONE_NEWNET, enter_network_namespace

logger = logging.getLogger(__name__)


class SenderMarks:
    """Puts the eBPF program on the cgroups of watched containers, where no rule can mark.

    Each Pod's traffic worker installs the rule itself; this does nothing where that works.
    """

    def __init__(self) -> None:
        self.may_enter = can_enter()
        self._program = _program() if self.may_enter and not _rules_can_mark() else None
        self._marked: dict[str, dict[str, Path]] = {}

    @property
    def by_program(self) -> bool:
        """Whether it is the program that marks."""
        return self._program is not None

    def add(self, pod: str, name: str, directory: Path | None) -> None:
        """Mark what this container sends; a restarted one replaces its former self."""
        if self._program is None or directory is None:
            return
        marked = self._marked.setdefault(pod, {})
        if (former := marked.pop(name, None)) is not None:
            self._program.take_off(former)
        if any(directory.is_relative_to(above) for above in marked.values()):
            return  # the program of the cgroup above sees its packets
        with contextlib.suppress(OSError):  # it has ended already
            self._program.put_on(directory)
            marked[name] = directory

    def end(self, pod: str) -> None:
        """Nothing of this Pod is watched any more."""
        for directory in self._marked.pop(pod, {}).values():
            if self._program:
                self._program.take_off(directory)


def can_enter() -> bool:
    """Whether this process sees other containers' processes and may enter their namespaces."""
    if os.getpid() == 1:
        return False
    try:
        enter_network_namespace("/proc/self/ns/net")
    except OSError:
        return False
    return True


def _rules_can_mark() -> bool:
    """Whether the kernel takes the rule, tried in an empty network namespace."""
    child = os.fork()
    if not child:
        status = 1
        try:
            if ctypes.CDLL(None).unshare(CLONE_NEWNET) == 0:
                nft.mark_senders((1,))
                status = 0
        except OSError as error:
            logger.info("Senders can't be marked by a rule: %s", error)
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(ended) == 0


def _program() -> MarkProgram | None:
    try:
        return MarkProgram()
    except OSError as error:
        logger.info("Senders can't be marked by a program: %s", error)
        return None
