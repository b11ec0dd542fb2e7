"""A command in a container: what a check asks there, and what it says."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from podlab.cluster import Refused, connect, talk
from podlab.exercises.checking.commands.deciding import Ran
from podlab.exercises.checking.verdicts import CannotCheck
from podlab.pods.objects import JsonObject

SECONDS = 30.0  # a guard: an engine that starts many Pods takes seconds for a command
MOST_BYTES = 256 << 10
NOT_FOUND = ("executable file not found", "no such file or directory")


async def run_in(
    pod: JsonObject, container: str, command: Sequence[str], seconds: float = SECONDS
) -> Ran:
    """Run it to its end. Raises CannotCheck when it cannot be started, ClusterError."""
    cluster, place = await connect(), pod["metadata"]
    try:
        process = await cluster.exec(
            place["namespace"], place["name"], container, command, tty=False
        )
    except Refused as refused:
        raise CannotCheck(refused.message) from refused
    said = await talk(process, b"", MOST_BYTES, seconds)
    return Ran(
        said.ended.code,
        said.stdout.decode("utf-8", "replace"),
        said.stderr.decode("utf-8", "replace"),
        said.ended.message,
    )


async def ask_shell(pod: JsonObject, container: str, script: str, *words: str) -> str:
    """What a script of ours prints in the container; raises CannotCheck, ClusterError."""
    ran = await run_in(pod, container, ["sh", "-c", script, "podlab", *words])
    if ran.code != 0:
        said = ran.stderr.strip() or ran.stdout.strip()
        why = ran.problem or said if ran.code is None else said or ran.problem
        if any(each in why for each in NOT_FOUND):
            why = _("this image has no shell to look around with")
        raise CannotCheck(why or _("the look into the container failed"))
    return ran.stdout
