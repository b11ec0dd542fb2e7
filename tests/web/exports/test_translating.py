"""What becomes of a Pod's fields in docker's terms, and what is said to get lost."""

from typing import Any

import pytest

from podlab.pods.manifest import parse_manifest
from podlab.sandbox.exports.docker_pod import HealthCheck, Mount, Role
from podlab.sandbox.exports.losses import lost_with_docker, lost_with_podman
from podlab.sandbox.exports.translating import docker_pod, typed_pod
from tests.web.exports.pods import everything, exported, one


@pytest.mark.parametrize(
    ("fields", "pod_fields", "name", "expected"),
    [
        ("command: [sh, -c]\nargs: [date]", "", "entrypoint", ["sh", "-c"]),
        ("args: ['$(A) $$(A)']\nenv: [{name: A, value: x}]", "", "args", ["x $(A)"]),
        ("resources: {limits: {memory: 64Mi}}", "", "memory_text", "64m"),
        ("resources: {limits: {memory: 1k}}", "", "memory_text", "6m"),
        ("resources: {limits: {cpu: 1500m}}", "", "cpus_text", "1.5"),
        ("", "securityContext: {runAsUser: 5, fsGroup: 7}", "user", "5"),
        ("", "securityContext: {runAsUser: 5, fsGroup: 7}", "groups", ["7"]),
        ("securityContext: {runAsUser: 9, runAsGroup: 3}", "", "user", "9:3"),
        ("securityContext: {allowPrivilegeEscalation: false}", "", "no_new_privileges", True),
        ("", "restartPolicy: OnFailure", "restart", "on-failure"),
        ("", "restartPolicy: Never", "restart", "no"),
        ("", "terminationGracePeriodSeconds: 4", "stop_seconds", 4),
        ("livenessProbe: {exec: {command: [x]}, initialDelaySeconds: 5}", "", "check",
         HealthCheck(["x"], 10, 1, 3, 5)),
        ("readinessProbe: {httpGet: {port: 80}}", "", "check", None),
        ("env: [{name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]", "",
         "environment", {"IP": "127.0.0.1"}),
    ],
)  # fmt: skip
def test_a_field_in_dockers_terms(fields: str, pod_fields: str, name: str, expected: Any) -> None:
    assert getattr(one(fields, pod_fields), name) == expected


def test_a_whole_pod() -> None:
    pod = docker_pod(everything())

    assert [(each.name, each.role) for each in pod.containers] == [
        ("prepare", Role.INIT),
        ("second", Role.INIT),
        ("web", Role.MAIN),
        ("client", Role.MAIN),
    ]
    assert pod.volumes == {"work": "mode=0777,size=1048576"}
    assert [(each.path, each.content) for each in pod.files] == [
        ("pages/WORDS", b"it's $HOME"),
        ("pages/page.html", b"<h1>hello</h1>\n"),
    ]
    web = pod.containers[2]
    assert web.mounts == [
        Mount("work", "/made"),
        Mount("pages", "/pages", read_only=True, is_file=True),
    ]
    assert web.environment["KEY"] == "s3cret"
    assert pod.missing == ()


def test_what_is_not_in_the_text_is_missing() -> None:
    pod = exported("""\
apiVersion: v1
kind: Pod
metadata: {name: lone}
spec:
  containers:
    - {name: web, image: nginx, envFrom: [{configMapRef: {name: away}}], env: [{name: A, value: b}]}
  volumes:
    - {name: pages, secret: {secretName: gone}}
""")

    assert pod.missing == ('web: configmap "away" not found', 'pages: secret "gone" not found')
    assert pod.containers[0].environment == {"A": "b"}


NATIVE = "initContainers: [{name: s, image: busybox, restartPolicy: Always}]"
HOOK = "lifecycle: {preStop: {exec: {command: [date]}}}"


@pytest.mark.parametrize(
    ("fields", "pod_fields", "docker", "podman"),
    [
        ("livenessProbe: {exec: {command: [x]}}", "", "Liveness probes: docker does not restart",
         ""),
        ("livenessProbe: {tcpSocket: {port: 1}}", "", "Probes that ask a port", "asks a port"),
        ("readinessProbe: {exec: {command: [x]}}", "", "unhealthy", "Readiness probes are ignored"),
        ("startupProbe: {exec: {command: [x]}}", "", "Startup probes", ""),
        (HOOK, "", "Hooks", "Hooks"),
        ("", NATIVE, "native sidecar", "native sidecar"),
        ("", "activeDeadlineSeconds: 5", "activeDeadlineSeconds", ""),
        ("resources: {requests: {cpu: 1}}", "", "Requests", ""),
        ("", "securityContext: {runAsNonRoot: true}", "runAsNonRoot", ""),
        ("", "volumes: [{name: a, emptyDir: {sizeLimit: 1Mi}}]", "sizeLimit", "emptyDir"),
    ],
)  # fmt: skip
def test_what_gets_lost_is_said(fields: str, pod_fields: str, docker: str, podman: str) -> None:
    lines = "\n".join(f"      {line}" for line in fields.splitlines())
    text = f"""\
apiVersion: v1
kind: Pod
metadata: {{name: lone}}
spec:
  {pod_fields}
  containers:
    - name: web
      image: nginx
{lines}
"""
    pod = typed_pod(parse_manifest(text))

    assert docker in " ".join(lost_with_docker(pod))
    assert podman in " ".join(lost_with_podman(pod))


def test_little_is_lost_of_a_plain_pod() -> None:
    pod = typed_pod(
        parse_manifest("""\
apiVersion: v1
kind: Pod
metadata: {name: lone}
spec: {restartPolicy: Never, containers: [{name: web, image: nginx}]}
""")
    )

    assert (list(lost_with_docker(pod)), list(lost_with_podman(pod))) == ([], [])
