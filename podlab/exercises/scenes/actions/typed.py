"""What one would type instead of an action on a whole unit. Pure."""

from podlab.exercises.scenes.actions.reports import Did
from podlab.exercises.scenes.manifests import UnitManifest
from podlab.exercises.scenes.scene import Scene
from podlab.pods.objects import JsonObject
from podlab.sandbox.runs.commands import docker_run, quoted


def typed_delete(scene: Scene, unit: str, pod: JsonObject) -> Did:
    """Delete a Pod; at an engine, stop its containers and remove them."""
    kubectl = f"kubectl -n {scene.namespace} delete pod {pod['metadata']['name']}"
    return Did(kubectl, docker_remove(scene, unit, pod))


def typed_recreate(scene: Scene, unit: str, main: JsonObject) -> Did:
    """Replace by force: delete, then create."""
    name = scene.units[unit].name
    kubectl = f"kubectl -n {scene.namespace} replace --force -f {name}.yaml"
    if scene.units[unit].kind == "deployment":
        return Did(kubectl)
    return Did(kubectl, f"{docker_remove(scene, unit, main)}\n{docker_create(scene, unit, main)}")


def typed_apply(scene: Scene, source: str, manifest: UnitManifest | None = None) -> Did:
    """Apply a file."""
    kubectl = f"kubectl -n {scene.namespace} apply -f {source.rpartition('/')[2]}"
    if manifest is None or manifest.unit.kind == "deployment":
        return Did(kubectl)
    return Did(kubectl, docker_create(scene, manifest.address, manifest.main))


def docker_remove(scene: Scene, unit: str, pod: JsonObject) -> str:
    """Stop and remove the containers of a unit."""
    name = scene.units[unit].name
    names = [f"{name}_{each['name']}" for each in pod["spec"]["containers"]] + [f"{name}_pause"]
    listed = name if scene.units[unit].kind == "container" else " ".join(names)
    return f"docker stop {listed} && docker rm {listed}"


def docker_create(scene: Scene, unit: str, pod: JsonObject) -> str:
    """Run the containers of a unit; a separate one joins nothing."""
    if scene.units[unit].kind != "container":
        return docker_run(pod)
    container = pod["spec"]["containers"][0]
    words = [*(container.get("command") or []), *(container.get("args") or [])]
    typed = "".join(" " + quoted(str(word)) for word in words)
    return f"docker run -d --name {container['name']} {container.get('image', '')}{typed}"
