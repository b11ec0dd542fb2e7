"""The manifest as `podman kube play` takes it."""

import base64
from typing import Any

from podlab.pods.defaults import default_object
from podlab.pods.manifest import Manifest
from podlab.pods.objects import JsonObject
from podlab.sandbox.exports.compose import dump

HUB = "docker.io"
RUN_ALWAYS = "io.podman.annotations.init.container.type"


def podman_yaml(manifest: Manifest) -> str:
    """What the Pod needs, then the Pod, with the images' full names.

    Secrets become ConfigMaps: podman 4 reads none from the file that brings it.
    """
    documents = sorted(manifest.documents, key=lambda each: each.kind == "Pod")
    return "---\n".join(dump(_object(each.kind, each.object)) for each in documents)


def _object(kind: str, obj: JsonObject) -> JsonObject:
    match kind:
        case "Secret":
            return _config_map(default_object(kind, obj))
        case "Pod":
            return _pod(obj)
        case _:
            return obj


def _pod(pod: JsonObject) -> JsonObject:
    """Init containers run whenever the Pod starts, as in a cluster, and not only once."""
    metadata, spec = pod["metadata"], {**pod["spec"], **_lists(pod["spec"])}
    if spec.get("initContainers"):
        annotations = {**(metadata.get("annotations") or {}), RUN_ALWAYS: "always"}
        metadata = {**metadata, "annotations": annotations}
    return {**pod, "metadata": metadata, "spec": spec}


def _config_map(secret: JsonObject) -> JsonObject:
    """The Secret's values, as texts where they are some."""
    data, binary = {}, {}
    for key, encoded in (secret.get("data") or {}).items():
        try:
            data[key] = base64.b64decode(encoded).decode()
        except UnicodeDecodeError:
            binary[key] = encoded
    name = {"name": former_secret(secret["metadata"]["name"])}
    more = {"binaryData": binary} if binary else {}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": name, "data": data, **more}


def former_secret(name: str) -> str:
    """The ConfigMap's name, which no other one has by chance.

    >>> former_secret("passwords")
    'passwords.secret'
    """
    return f"{name}.secret"


def _lists(spec: JsonObject) -> dict[str, Any]:
    lists = {
        name: [_container(each) for each in spec[name]]
        for name in ("initContainers", "containers")
        if spec.get(name)
    }
    volumes = (
        {"volumes": [_volume(each) for each in spec["volumes"]]} if spec.get("volumes") else {}
    )
    return {**lists, **volumes}


def _container(container: JsonObject) -> JsonObject:
    """Without its ports: in a cluster they only inform, podman opens them on the machine."""
    kept = {name: value for name, value in container.items() if name != "ports"}
    for name in ("env", "envFrom"):
        if kept.get(name):
            kept[name] = [_variable(each) for each in kept[name]]
    return {**kept, "image": full_name(str(container.get("image", "")))}


def _variable(entry: JsonObject) -> JsonObject:
    """An entry of env or of envFrom."""
    if entry.get("secretRef"):
        kept = {name: value for name, value in entry.items() if name != "secretRef"}
        return {**kept, "configMapRef": _renamed(entry["secretRef"])}
    if (entry.get("valueFrom") or {}).get("secretKeyRef"):
        reference = _renamed(entry["valueFrom"]["secretKeyRef"])
        return {**entry, "valueFrom": {"configMapKeyRef": reference}}
    return entry


def _volume(volume: JsonObject) -> JsonObject:
    source = volume.get("secret")
    if not source:
        return volume
    kept = {name: value for name, value in source.items() if name != "secretName"}
    config_map = {**kept, "name": former_secret(source.get("secretName", ""))}
    return {"name": volume["name"], "configMap": config_map}


def _renamed(reference: JsonObject) -> JsonObject:
    return {**reference, "name": former_secret(str(reference.get("name", "")))}


def full_name(image: str) -> str:
    """Podman asks from which registry a short name is to come, unless it is said.

    >>> [full_name(each) for each in ("nginx:1.27", "grafana/grafana", "quay.io/a/b")]
    ['docker.io/library/nginx:1.27', 'docker.io/grafana/grafana', 'quay.io/a/b']
    """
    first, slash, _ = image.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        return image
    return f"{HUB}/{image}" if slash else f"{HUB}/library/{image}"
