"""Bringing a fault about: a command in the container, or a signal from outside of it."""

from podlab.cluster import Cluster, Conflict, Ended, connect, talk
from podlab.pods.objects import JsonObject
from podlab.sandbox.breaking.faults import Fault, Kind
from podlab.sandbox.models import PodRun

SIGNALS = {Kind.KILL: "SIGKILL", Kind.FREEZE: "SIGSTOP", Kind.THAW: "SIGCONT"}
SECONDS_OF_A_COMMAND = 40.0
MOST_SAID = 300
MOST_BYTES = 4096
KILLED = 137


async def bring_about(run: PodRun, pod: JsonObject, fault: Fault) -> str:
    """Do it, and say what the command said. Raises ClusterError."""
    cluster = await connect()
    if not fault.command:
        signal = SIGNALS[fault.kind]
        await cluster.send_signal(run.namespace, run.name, container=fault.container, signal=signal)
        return ""
    process = await cluster.exec(run.namespace, run.name, fault.container, fault.command, tty=False)
    said = await talk(process, b"", MOST_BYTES, SECONDS_OF_A_COMMAND)
    if fault.kind is Kind.EXHAUST and said.ended.code == KILLED:
        await end_with_it(cluster, run, pod, fault.container)
    return in_words(said.stderr, said.ended)


async def end_with_it(cluster: Cluster, run: PodRun, pod: JsonObject, container: str) -> None:
    """Let the container end with its process, as the kernel does where the kubelet of 1.28 and
    later runs on cgroup v2 (memory.oom.group); an engine alone sets nothing of that kind.
    """
    statuses = (pod.get("status") or {}).get("containerStatuses") or []
    found = next((each["containerID"] for each in statuses if each["name"] == container), "")
    try:
        await cluster.send_signal(
            run.namespace, run.name, container=container, signal="SIGKILL", containerID=found
        )
    except Conflict:
        return  # the kernel has chosen its first process itself


def in_words(complaint: bytes, ended: Ended) -> str:
    r"""What it complained of, and how it ended.

    >>> in_words(b"dd: error writing: No space left on device\n", Ended(1))
    'dd: error writing: No space left on device (exit code 1)'
    """
    if ended.code == 0:
        return "exit code 0"
    lines = complaint.decode("utf-8", "replace").strip().splitlines()
    errors = [line for line in lines if ":" in line] or lines
    code = f"exit code {ended.code}" if ended.code is not None else ended.message
    text = f"{errors[0]} ({code})" if errors else code
    return text[:MOST_SAID]
