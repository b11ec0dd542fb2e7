"""Manifests for exports, as one writes them."""

import zipfile
from pathlib import Path

from podlab.pods.manifest import Manifest, parse_manifest
from podlab.sandbox.exports.docker_pod import DockerContainer, DockerPod
from podlab.sandbox.exports.formats import Export, exports_of
from podlab.sandbox.exports.translating import docker_pod

EVERYTHING = """\
apiVersion: v1
kind: ConfigMap
metadata: {{name: words}}
data: {{WORDS: "it's $HOME", page.html: "<h1>hello</h1>\\n"}}
---
apiVersion: v1
kind: Secret
metadata: {{name: hidden}}
stringData: {{key: s3cret}}
---
apiVersion: v1
kind: Pod
metadata: {{name: {name}}}
spec:
  terminationGracePeriodSeconds: 1
  initContainers:
    - name: prepare
      image: {image}
      command: ["sh", "-c", "echo prepared > /made/first"]
      volumeMounts: [{{name: work, mountPath: /made}}]
    - name: second
      image: {image}
      command: ["sh", "-c", "cp /made/first /made/second"]
      volumeMounts: [{{name: work, mountPath: /made}}]
  containers:
    - name: web
      image: {image}
      command: ["sh", "-c"]
      args: ['echo "$WORDS|$KEY"; exec httpd -f -p 8080 -h /made']
      ports: [{{containerPort: 8080}}]
      env:
        - {{name: KEY, valueFrom: {{secretKeyRef: {{name: hidden, key: key}}}}}}
      envFrom: [{{configMapRef: {{name: words}}}}]
      resources: {{limits: {{memory: 32Mi, cpu: 250m}}}}
      readinessProbe: {{exec: {{command: [test, -f, /made/second]}}, periodSeconds: 1}}
      volumeMounts:
        - {{name: work, mountPath: /made}}
        - {{name: pages, mountPath: /pages}}
    - name: client
      image: {image}
      command: ["sh", "-c", "sleep 1; wget -q -O - http://localhost:8080/second; sleep 1000"]
      securityContext: {{runAsUser: 1000, readOnlyRootFilesystem: true,
                         capabilities: {{drop: [ALL]}}, allowPrivilegeEscalation: false}}
      volumeMounts: [{{name: work, mountPath: /made, readOnly: true}}]
  volumes:
    - {{name: work, emptyDir: {{sizeLimit: 1Mi}}}}
    - {{name: pages, configMap: {{name: words}}}}
"""


def everything(name: str = "all", image: str = "busybox") -> Manifest:
    return parse_manifest(EVERYTHING.format(name=name, image=image))


def exported(text: str) -> DockerPod:
    return docker_pod(parse_manifest(text))


def one(fields: str = "", pod_fields: str = "") -> DockerContainer:
    """The only container of a Pod with these lines."""
    lines = "\n".join(f"      {line}" for line in fields.splitlines())
    more = "\n".join(f"  {line}" for line in pod_fields.splitlines())
    text = f"""\
apiVersion: v1
kind: Pod
metadata:
  name: lone
spec:
{more}
  containers:
    - name: web
      image: nginx
{lines}
"""
    return exported(text).containers[0]


def export(form: str, name: str, image: str, *, init: bool = True) -> Export:
    text = EVERYTHING.format(name=name, image=image)
    if not init:  # podman 4 looks for their end only every twenty seconds
        head, _, rest = text.partition("  initContainers:\n")
        text = head + rest[rest.index("  containers:\n") :]
    return next(e for e in exports_of(parse_manifest(text), text) if e.slug == form)


def laid_out(export: Export, folder: Path) -> None:
    """The download, unpacked."""
    filename, content = export.download
    (folder / filename).write_bytes(content)
    if filename.endswith(".zip"):
        with zipfile.ZipFile(folder / filename) as archive:
            archive.extractall(folder)
