"""What has no place in a Pod for Windows, and the order in which a Pod's errors are told."""

from typing import Any

import pytest

from podlab.pods.validation import validate_object

S = "spec.securityContext"
C = "spec.containers[0].securityContext"
NOT_HERE = "Forbidden: cannot be set for a windows pod"
PROFILE = {"type": "RuntimeDefault"}


def sentences(spec: dict[str, Any], container: dict[str, Any] | None = None) -> list[str]:
    whole = {"containers": [{"name": "c", "image": "i", **(container or {})}], **spec}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": whole}
    return [error.sentence for error in validate_object("Pod", pod)]


def test_whole_pod_for_windows() -> None:
    context = {
        "runAsUser": 1, "runAsGroup": 1, "fsGroup": 1, "fsGroupChangePolicy": "Always",
        "supplementalGroups": [1], "supplementalGroupsPolicy": "Merge", "sysctls":
        [{"name": "a", "value": "b"}], "seccompProfile": PROFILE, "appArmorProfile": PROFILE,
        "seLinuxOptions": {"level": "a"}, "windowsOptions": {"runAsUserName": "a"},
    }  # fmt: skip
    spec = {"os": {"name": "windows"}, "hostPID": True, "hostIPC": True, "hostUsers": True,
            "shareProcessNamespace": False, "securityContext": context}  # fmt: skip

    assert sentences(spec) == [
        f"{path}: {NOT_HERE}"
        for path in (
            f"{S}.appArmorProfile", f"{S}.seLinuxOptions", "spec.hostUsers", "spec.hostPID",
            "spec.hostIPC", f"{S}.seccompProfile", f"{S}.fsGroup", f"{S}.fsGroupChangePolicy",
            f"{S}.sysctls", "spec.shareProcessNamespace", f"{S}.runAsUser", f"{S}.runAsGroup",
            f"{S}.supplementalGroups", f"{S}.supplementalGroupsPolicy",
        )
    ]  # fmt: skip


def test_container_for_windows() -> None:
    context = {
        "appArmorProfile": PROFILE, "seLinuxOptions": {"level": "a"}, "seccompProfile": PROFILE,
        "capabilities": {}, "readOnlyRootFilesystem": False, "privileged": False,
        "allowPrivilegeEscalation": True, "procMount": "Default", "runAsUser": 1, "runAsGroup": 1,
        "windowsOptions": {"gmsaCredentialSpecName": "a"}, "runAsNonRoot": True,
    }  # fmt: skip

    found = sentences({"os": {"name": "windows"}}, {"securityContext": context})

    left = [name for name in context if name not in {"windowsOptions", "runAsNonRoot"}]
    assert found == [f"{C}.{name}: {NOT_HERE}" for name in left]


@pytest.mark.parametrize(
    ("spec", "container", "told"),
    [
        ({"os": {"name": "windows"}}, {}, []),
        ({"os": {"name": ""}}, {}, ["spec.os.name: Required value: cannot be empty"]),
        ({"os": {"name": "linux"}}, {"windowsOptions": {}},
         [f"{C}.windowsOptions: Forbidden: windows options cannot be set for a linux pod"]),
        ({"securityContext": {"windowsOptions": {"hostProcess": True}}, "hostNetwork": True}, {},
         []),
        ({"securityContext": {"windowsOptions": {"hostProcess": True}}, "hostNetwork": True},
         {"windowsOptions": {"hostProcess": False}},
         [(f"{C}.windowsOptions.hostProcess: Invalid value: false: pod hostProcess value must be "
           "identical if both are specified, was true")]),
        ({"containers": [{"name": "a", "image": "i",
                          "securityContext": {"windowsOptions": {"hostProcess": True}}},
                         {"name": "b", "image": "i"}]}, {},
         [('spec: Invalid value: "": If pod contains any hostProcess containers then all '
           "containers must be HostProcess containers"),
          ("spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any "
           "hostProcess containers")]),
    ],
)  # fmt: skip
def test_system(spec: dict[str, Any], container: dict[str, Any], told: list[str]) -> None:
    assert sentences(spec, {"securityContext": container} if container else None) == told


@pytest.mark.parametrize(
    ("name", "problems"),
    [
        ("me", []),
        ("DOMAIN\\me", []),
        ("example.com\\me", []),
        ("", [" cannot be an empty string"]),
        ("a\\b\\c", [" cannot contain more than one backslash"]),
        ("a\tb", [" cannot contain control characters"]),
        (".x:y\\me", ["'s Domain doesn't match the NetBios nor the DNS format"]),
        ("D\\", ["'s User cannot be empty"]),
        ("a" * 105, ["'s User length must not be longer than 104 characters"]),
        ("...", ["'s User cannot contain only periods or spaces"]),
        ("a@b", ["'s User cannot contain the following characters: \"/\\:;|=,+*?<>@[]"]),
    ],
)
def test_user_of_windows(name: str, problems: list[str]) -> None:
    found = sentences({"securityContext": {"windowsOptions": {"runAsUserName": name}}})

    begin = f"{S}.windowsOptions.runAsUserName: Invalid value: "
    assert all(each.startswith(begin) for each in found)
    assert [each.partition(": runAsUserName")[2] for each in found] == problems


@pytest.mark.parametrize(
    ("context", "told"),
    [
        ({"seccompProfile": {"localhostProfile": "a"}},
         ["seccompProfile.type: Required value: type is required when seccompProfile is set",
          ('seccompProfile.localhostProfile: Invalid value: core.SeccompProfile{Type:"", '
           "LocalhostProfile:(*string)(0xc000000000)}: can only be set when seccomp type is "
           "Localhost")]),
        ({"appArmorProfile": {}},
         ["appArmorProfile.type: Required value: type is required when appArmorProfile is set"]),
        ({"appArmorProfile": {"type": "RuntimeDefault", "localhostProfile": "a"}},
         [('appArmorProfile.localhostProfile: Invalid value: "a": can only be set when AppArmor '
           "type is Localhost")]),
        ({"appArmorProfile": {"type": "Localhost"}},
         [("appArmorProfile.localhostProfile: Required value: must be set when AppArmor type is "
           "Localhost")]),
    ],
)  # fmt: skip
def test_profile(context: dict[str, Any], told: list[str]) -> None:
    assert sentences({"securityContext": context}) == [f"{S}.{each}" for each in told]


def test_kernel_parameters_of_the_host() -> None:
    names = ("net.ipv4.tcp_syncookies", "kernel.shmmax")
    sysctls = [{"name": name, "value": "1"} for name in names]
    spec = {"hostNetwork": True, "hostIPC": True, "securityContext": {"sysctls": sysctls}}

    assert sentences(spec) == [
        (
            f'{S}.sysctls[0].name: Invalid value: "net.ipv4.tcp_syncookies": may not be specified '
            "when 'hostNetwork' is true"
        ),
        (
            f'{S}.sysctls[1].name: Invalid value: "kernel.shmmax": may not be specified when '
            "'hostIPC' is true"
        ),
    ]


def test_errors_come_in_the_order_of_the_api_server() -> None:
    spec = {
        "preemptionPolicy": "x", "hostAliases": [{"ip": "x"}], "tolerations": [{"effect": "x"}],
        "subdomain": "x.y", "hostname": "x.y", "activeDeadlineSeconds": 0, "nodeName": "X",
        "schedulingGates": [{"name": "a"}], "affinity": {"podAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": ""}]}},
        "securityContext": {"runAsUser": -1, "fsGroup": -1}, "nodeSelector": {"a b": "c"},
        "dnsPolicy": "x", "restartPolicy": "x", "volumes": [{"name": "A"}],
        "containers": [{"name": "c", "image": " i"}],
    }  # fmt: skip

    term = "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey"
    assert [each.partition(": ")[0] for each in sentences(spec)] == [
        "spec.volumes[0].name", "spec.restartPolicy", "spec.dnsPolicy", "spec.nodeSelector",
        f"{S}.fsGroup", f"{S}.runAsUser", term, term, term, "spec.nodeName",
        "spec.activeDeadlineSeconds", "spec.hostname", "spec.subdomain",
        "spec.tolerations[0].operator", "spec.tolerations[0].effect", "spec.hostAliases[0].ip",
        "spec.preemptionPolicy", "spec.containers[0].image", "spec.nodeName",
    ]  # fmt: skip
