"""What is let in: a table of faults, each with its field path."""

from typing import Any

import pytest

from podlab.node.admission import admit_pod
from podlab.node.admission.fields import VOLUME_ADVICE
from podlab.node.admission.mounts import NO_EXPRESSION, NO_PART_OF_A_CLAIM
from podlab.node.images.catalogue import CATALOGUE
from podlab.pods.defaults import default_object
from podlab.pods.objects import JsonObject

C0 = "spec.containers[0]"
ESCALATION = f"{C0}.securityContext.allowPrivilegeEscalation"
ADDED = f"{C0}.securityContext.capabilities.add"
V0 = "spec.volumes[0]"
SECCOMP, UNCONFINED = "securityContext.seccompProfile", '"Unconfined"'
TOKEN = {"serviceAccountToken": {"path": "token"}}
YET = "Forbidden: not supported by this node yet"


def pod(container: JsonObject | None = None, **spec: Any) -> JsonObject:
    first = {"name": "c", "image": "nginx", **(container or {})}
    body = {"containers": [first], **spec}
    metadata = {"name": "p", "namespace": "default"}
    raw = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": body}
    return default_object("Pod", raw)


def refusals(pod: JsonObject, policy: Any = "baseline") -> dict[str, str]:
    return {error.path: error.problem for error in admit_pod(pod, policy, CATALOGUE)[0]}


ELSEWHERE = (
    "Forbidden: this node asks the Pod itself only; leave host out, or name an address inside "
    "the Pod, such as 127.0.0.1"
)
LOCAL_TO_THE_POD = "means the Pod here; in a cluster it means the node, where nobody answers"
NEVER_RUNS = "always fails, as in a cluster: Kubernetes accepts it and has no such handler"


def violation(text: str, level: str = "baseline") -> str:
    return f'Forbidden: violates PodSecurity "{level}:latest": {text}'


def test_ordinary_pod_is_admitted_without_a_word() -> None:
    context = {"runAsUser": 1000, "capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}}
    ordinary = pod(
        {
            "command": ["sh"],
            "env": [{"name": "A", "value": "1"}],
            "ports": [{"containerPort": 80}],
            "readinessProbe": {"httpGet": {"port": 80}},
            "livenessProbe": {"tcpSocket": {"port": 80}},
            "startupProbe": {"grpc": {"port": 9000, "service": "shop"}},
            "lifecycle": {"preStop": {"sleep": {"seconds": 1}}},
            "resources": {"limits": {"memory": "64Mi", "cpu": "1"}},
            "volumeMounts": [{"name": "v", "mountPath": "/data"}],
            "securityContext": context,
        },
        volumes=[{"name": "v", "emptyDir": {"sizeLimit": "1Mi"}}],
        initContainers=[{"name": "i", "image": "busybox", "restartPolicy": "Always"}],
        securityContext={"fsGroup": 100},
        activeDeadlineSeconds=5,
        hostAliases=[{"ip": "10.0.0.1", "hostnames": ["a"]}],
    )

    for policy in ("baseline", "restricted"):
        assert admit_pod(ordinary, policy, CATALOGUE) == ([], [])


HOST = violation("host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)")


@pytest.mark.parametrize(
    ("bad", "path", "problem"),
    [
        (pod(hostNetwork=True), "spec.hostNetwork", HOST),
        (pod(hostPID=True), "spec.hostPID", HOST),
        (pod(hostIPC=True), "spec.hostIPC", HOST),
        (
            pod(volumes=[{"name": "v", "hostPath": {"path": "/"}}]),
            f"{V0}.hostPath",
            violation('hostPath volumes (volume "v")'),
        ),
        (
            pod({"ports": [{"containerPort": 80, "hostPort": 80}]}),
            f"{C0}.ports[0].hostPort",
            violation('hostPort (container "c" uses hostPort 80)'),
        ),
        (
            pod({"securityContext": {"privileged": True}}),
            f"{C0}.securityContext.privileged",
            violation('privileged (container "c" must not set securityContext.privileged=true)'),
        ),
        (
            pod({"securityContext": {"capabilities": {"add": ["NET_RAW"]}}}),
            f"{C0}.securityContext.capabilities.add",
            violation(
                'non-default capabilities (container "c" must not include "NET_RAW" in '
                "securityContext.capabilities.add)"
            ),
        ),
        (
            pod({"securityContext": {"seccompProfile": {"type": "Unconfined"}}}),
            f"{C0}.securityContext.seccompProfile.type",
            violation(f"seccompProfile (must not set {SECCOMP} type to {UNCONFINED})"),
        ),
        (
            pod(securityContext={"sysctls": [{"name": "kernel.msgmax", "value": "1"}]}),
            "spec.securityContext.sysctls[0].name",
            violation("forbidden sysctls (kernel.msgmax)"),
        ),
        (
            pod({"readinessProbe": {"httpGet": {"port": 80, "host": "10.0.0.1"}}}),
            f"{C0}.readinessProbe.httpGet.host",
            ELSEWHERE,
        ),
        (
            pod({"lifecycle": {"preStop": {"httpGet": {"port": 80, "host": "shop.example"}}}}),
            f"{C0}.lifecycle.preStop.httpGet.host",
            ELSEWHERE,
        ),
        (
            pod(
                {"volumeMounts": [{"name": "v", "mountPath": "/a", "subPathExpr": "$(B)"}]},
                initContainers=[
                    {
                        "name": "s",
                        "image": "nginx",
                        "restartPolicy": "Always",
                        "volumeMounts": [{"name": "v", "mountPath": "/v"}],
                    }
                ],
                volumes=[{"name": "v"}],
            ),
            f"{C0}.volumeMounts[0].subPathExpr",
            NO_EXPRESSION,
        ),
        (
            pod(volumes=[{"name": "v", "projected": {"sources": [TOKEN]}}]),
            f"{V0}.projected.sources[0].serviceAccountToken",
            "Forbidden: needs a cluster, and this node is alone",
        ),
        (
            pod(volumes=[{"name": "v", "nfs": {"server": "s", "path": "/"}}]),
            f"{V0}.nfs",
            VOLUME_ADVICE["nfs"],
        ),
        (
            pod(volumes=[{"name": "v", "image": {"reference": "busybox"}}]),
            f"{V0}.image",
            VOLUME_ADVICE["image"],
        ),
        (
            pod(volumes=[{"name": "v", "ephemeral": {"volumeClaimTemplate": {}}}]),
            f"{V0}.ephemeral",
            VOLUME_ADVICE["ephemeral"],
        ),
        (
            pod(
                {"volumeMounts": [{"name": "v", "mountPath": "/a", "subPath": "b"}]},
                volumes=[{"name": "v", "persistentVolumeClaim": {"claimName": "c"}}],
            ),
            f"{C0}.volumeMounts[0].subPath",
            NO_PART_OF_A_CLAIM,
        ),
        (
            pod(readinessGates=[{"conditionType": "example.com/ready"}]),
            "spec.readinessGates",
            "Forbidden: needs a cluster, and this node is alone",
        ),
        (pod(hostUsers=False), "spec.hostUsers", YET),
    ],
)  # fmt: skip
def test_fault_is_refused_at_its_field(bad: JsonObject, path: str, problem: str) -> None:
    assert refusals(bad)[path] == problem


def test_init_containers_are_looked_at_too() -> None:
    init = [{"name": "i", "image": "busybox", "securityContext": {"privileged": True}}]

    assert list(refusals(pod(initContainers=init))) == [
        "spec.initContainers[0].securityContext.privileged"
    ]


def test_a_pod_may_ask_for_an_image_that_nobody_has() -> None:
    wanted = pod({"image": "ngnix"})
    wanted["metadata"] = {"annotations": {"podlab.dev/missing-image": "allow"}}

    assert f"{C0}.image" not in refusals(wanted)


def test_unknown_image_is_refused_with_the_names_that_exist() -> None:
    problem = refusals(pod({"image": "evil.example/miner:latest"}))[f"{C0}.image"]

    assert problem.startswith("Forbidden: ")
    assert "nginx" in problem


@pytest.mark.parametrize(
    "path", ["/", "/proc", "/proc/1/root/x", "/sys/fs/cgroup", "/dev/pts", "/etc/../proc",
             "//proc", "/etc/hosts", "/podlab/volumes", "/a\nb"],
)  # fmt: skip
def test_system_path_is_no_place_for_a_volume(path: str) -> None:
    bad = pod({"volumeMounts": [{"name": "v", "mountPath": path}]}, volumes=[{"name": "v"}])

    assert list(refusals(bad)) == [f"{C0}.volumeMounts[0].mountPath"]


def test_one_place_in_two_spellings_is_refused() -> None:
    mounts = [{"name": "v", "mountPath": path} for path in ("/a", "/b/../a/")]
    bad = pod({"volumeMounts": mounts}, volumes=[{"name": "v"}])

    assert list(refusals(bad)) == [f"{C0}.volumeMounts[1].mountPath"]


def test_too_many_containers_are_refused() -> None:
    many = [{"name": f"c{index}", "image": "busybox"} for index in range(21)]

    assert list(refusals(pod(containers=many))) == ["spec.containers"]


@pytest.mark.parametrize(
    ("bad", "path"),
    [
        (pod(securityContext={"runAsUser": 0}), "spec.securityContext.runAsUser"),
        (pod({"securityContext": {"runAsNonRoot": False}}), f"{C0}.securityContext.runAsNonRoot"),
        (pod({"securityContext": {"allowPrivilegeEscalation": True}}), ESCALATION),
        (pod({"securityContext": {"capabilities": {"add": ["SYS_CHROOT"]}}}), ADDED),
        (pod({"resources": {"limits": {"memory": "4Gi"}}}), f"{C0}.resources.limits[memory]"),
        (pod(terminationGracePeriodSeconds=86400), "spec.terminationGracePeriodSeconds"),
    ],
)
def test_restricted_refuses_more_than_baseline(bad: JsonObject, path: str) -> None:
    assert refusals(bad, "baseline") == {}
    assert list(refusals(bad, "restricted")) == [path]


def test_harmless_fields_are_answered_with_a_warning() -> None:
    noted = pod(
        {
            "livenessProbe": {"httpGet": {"port": 80, "host": "127.0.0.1"}},
            "lifecycle": {"preStop": {"tcpSocket": {"port": 80}}},
        },
        nodeSelector={"disk": "ssd"},
        tolerations=[{"operator": "Exists"}],
    )

    assert admit_pod(noted, "baseline", CATALOGUE) == (
        [],
        [
            "spec.nodeSelector has no effect on this single node",
            "spec.tolerations has no effect on this single node",
            f"{C0}.livenessProbe.httpGet.host 127.0.0.1 {LOCAL_TO_THE_POD}",
            f"{C0}.lifecycle.preStop.tcpSocket {NEVER_RUNS}",
        ],
    )


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/dev/termination-log", ""),
        ("/my/words", ""),
        ("words", ""),
        ("/dev/null", "nothing may be mounted at /dev/null, which the engine itself provides"),
        ("/etc/hosts", "nothing may be mounted at /etc/hosts, which the engine itself provides"),
        ("/data/", "/data is mounted already, in another spelling"),
    ],
)
def test_place_of_the_termination_message(path: str, problem: str) -> None:
    mounts = [{"name": "v", "mountPath": "/data"}]
    fields = {"terminationMessagePath": path, "volumeMounts": mounts}
    expected = {f"{C0}.terminationMessagePath": f"Forbidden: {problem}"} if problem else {}

    assert refusals(pod(fields, volumes=[{"name": "v", "emptyDir": {}}])) == expected


def test_an_ephemeral_container_has_the_same_rules() -> None:
    debug = {
        "name": "d",
        "image": "elsewhere/tool",
        "securityContext": {"privileged": True, "capabilities": {"add": ["SYS_PTRACE"]}},
        "volumeMounts": [{"name": "v", "mountPath": "/proc"}],
    }
    found, _ = admit_pod(pod(ephemeralContainers=[debug]), "baseline", CATALOGUE)

    context = "spec.ephemeralContainers[0].securityContext"
    assert [error.path for error in found] == [
        "spec.ephemeralContainers[0].image",
        f"{context}.capabilities.add",
        f"{context}.privileged",
        "spec.ephemeralContainers[0].volumeMounts[0].mountPath",
    ]
    assert "--profile=baseline" in found[1].advice
