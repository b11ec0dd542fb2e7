"""What a node's Pods have on the engine, beyond what is only prepared."""

from docker import DockerClient

from tests.support.node_server import NodeServer


def begun(engine: DockerClient, node: NodeServer, name: str = "") -> list[str]:
    """Ids of containers of Pods (of this name) that were started, be they ended or not."""
    labels = [f"podlab.node={node.node_id}", "podlab.role=container"]
    labels += [f"podlab.name={name}"] if name else []
    listed = engine.api.containers(all=True, filters={"label": labels})
    return [each["Id"] for each in listed if each["State"] != "created"]
