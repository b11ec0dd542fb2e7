"""In which runtime a container is, and on which kernel: read, and decided."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from podlab.cluster import connect
from podlab.curriculum.format.assertions import RuntimeIs
from podlab.exercises.checking.ground import Ground
from podlab.exercises.checking.insides.namespaces import not_running
from podlab.exercises.checking.insides.running import run_in
from podlab.exercises.checking.pods.statuses import is_running
from podlab.exercises.checking.verdicts import CannotCheck, exec_in, verdict
from podlab.exercises.results import Result
from podlab.pods.objects import JsonObject

UNAME = ("uname", "-r")


async def check_runtime(wanted: RuntimeIs, ground: Ground) -> Result:
    """The kernel that a container sees, beside the node's; and the Pod's RuntimeClass."""
    place = ground.place(wanted.of)
    pod = await ground.pod(place.unit)
    if pod is None or not is_running(pod, place.container):
        return not_running(wanted.of, expected(wanted))
    container, name = ground.container(place, pod), pod["metadata"]["name"]
    ran = await run_in(pod, container, UNAME)
    if ran.code != 0:
        raise CannotCheck(ran.stderr.strip() or ran.problem or ran.stdout.strip())
    cluster = await connect()
    node = await cluster.get("nodes", "", pod["spec"]["nodeName"])
    classes = (await cluster.list("runtimeclasses"))["items"]
    command = exec_in(ground.scene.namespace, name, container, *UNAME)
    return decide_runtime(wanted, pod, ran.stdout.strip(), node, classes, command)


def decide_runtime(
    wanted: RuntimeIs,
    pod: JsonObject,
    kernel: str,
    node: JsonObject,
    classes: Sequence[JsonObject],
    command: str,
) -> Result:
    """The class first, then the kernel. Pure."""
    named, told = pod["spec"].get("runtimeClassName") or "", node["status"]["nodeInfo"]
    is_same = kernel == told["kernelVersion"]
    feedback = ""
    if wanted.name is not None and named != wanted.name:
        feedback = "wrong_runtime"
    elif wanted.kernel and is_same != (wanted.kernel == "same"):
        feedback = "same_kernel" if is_same else "different_kernel"
    actual = _("RuntimeClass %(name)s, kernel %(kernel)s") % {
        "name": named or _("not named"), "kernel": kernel,
    }  # fmt: skip
    offered = ", ".join(sorted(each["metadata"]["name"] for each in classes))
    evidence = "\n".join((
        f"uname -r: {kernel}",
        f"nodeInfo.kernelVersion: {told['kernelVersion']}",
        f"nodeInfo.containerRuntimeVersion: {told['containerRuntimeVersion']}",
        f"runtimeClassName: {named or '-'}",
        f"runtimeclasses: {offered}",
    ))  # fmt: skip
    return verdict(not feedback, feedback, expected(wanted), f"{wanted.of}: {actual}",
                   command=command, evidence=evidence)  # fmt: skip


def expected(wanted: RuntimeIs) -> str:
    told = []
    if wanted.name is not None:
        told.append(_("RuntimeClass %(name)s") % {"name": wanted.name})
    if wanted.kernel:
        same, another = _("the node's kernel"), _("another kernel than the node's")
        told.append(same if wanted.kernel == "same" else another)
    return f"{wanted.of}: {', '.join(told)}"
