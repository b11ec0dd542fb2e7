"""The container whose processes an ephemeral one joins."""

from lightkube.models.core_v1 import Container, Pod

from podlab.node.engine import names
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError
from podlab.node.kubelet.plans.identity import ConfigProblem
from podlab.pods.objects import metadata_of, spec_of, target_of


def target_id(engine: Engine, pod: Pod, container: Container) -> str:
    """Its id, empty where there is none to join; raises ConfigProblem and EngineError."""
    wanted = target_of(pod, container.name)
    if not wanted:
        return ""
    attempts = [
        each
        for each in engine.containers(metadata_of(pod).uid or "")
        if each["Labels"].get(names.CONTAINER) == wanted
    ]
    if not attempts:
        raise ConfigProblem(f"unable to find target container {wanted}")
    latest = max(attempts, key=lambda each: int(each["Labels"][names.ATTEMPT]))
    if spec_of(pod).shareProcessNamespace:
        return ""  # all processes of the Pod are seen anyway
    if latest["State"] != "running":
        raise EngineError(f'invalid target container: container "{wanted}" is not running')
    return str(latest["Id"])
