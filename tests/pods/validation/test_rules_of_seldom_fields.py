"""Rules of fields that few manifests have, each with the API server's whole sentence."""

from typing import Any

import pytest

from podlab.pods.decoding import structure_errors
from podlab.pods.validation import validate_object

APP_ARMOR = "container.apparmor.security.beta.kubernetes.io"
C = "spec.containers[0]"
LONG = "a." * 130 + "example"
TOO_LONG = "must be no more than 253 characters"


def pod(container: dict[str, Any], annotations: dict[str, str], spec: dict[str, Any]) -> Any:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p", "annotations": annotations},
        "spec": {"containers": [{"name": "c", "image": "i", **container}], **spec},
    }


def volume(**source: Any) -> dict[str, Any]:
    return {"volumes": [{"name": "v", **source}]}


@pytest.mark.parametrize(
    ("container", "told"),
    [
        (
            {"resources": {"limits": {"hugepages-2Mi": "4Mi"}}},
            [f"{C}.resources: Forbidden: HugePages require cpu or memory"],
        ),
        (
            {"resources": {"limits": {"requests.example.com/gpu": "1"}}},
            [f"{C}.resources.{part}[requests.example.com/gpu]: Invalid value: "
             "requests.example.com/gpu: doesn't follow extended resource name standard"
             for part in ("limits", "requests")],
        ),
        (
            {"securityContext": {"seccompProfile": {"type": "Localhost",
                                                    "localhostProfile": "/x"}}},
            [(f'{C}.securityContext.seccompProfile.localhostProfile: Invalid value: "/x": '
             "must be a relative path")],
        ),
        (
            {"securityContext": {"seccompProfile": {"type": "Localhost",
                                                    "localhostProfile": "../x"}}},
            [(f'{C}.securityContext.seccompProfile.localhostProfile: Invalid value: "../x": '
             "must not contain '..'")],
        ),
        (
            {"securityContext": {"appArmorProfile": {"type": "Localhost",
                                                     "localhostProfile": " x"}}},
            [(f'{C}.securityContext.appArmorProfile.localhostProfile: Invalid value: " x": '
             "must not be padded with whitespace")],
        ),
    ],
)  # fmt: skip
def test_container(container: dict[str, Any], told: list[str]) -> None:
    assert [each.sentence for each in validate_object("Pod", pod(container, {}, {}))] == told


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        (
            {"os": {"name": "linux"}, "securityContext": {"windowsOptions": {"hostProcess": True}}},
            [("spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains "
              "any hostProcess containers"),
             ("spec.securityContext.windowsOptions: Forbidden: windows options cannot be set for a "
             "linux pod")],
        ),
        (
            {"dnsConfig": {"searches": [LONG, "b.example."]}},
            [f'spec.dnsConfig.searches[0]: Invalid value: "{LONG}": {TOO_LONG}'],
        ),
        (
            volume(hostPath={"path": "/x", "type": "Folder"}),
            [('spec.volumes[0].hostPath.type: Unsupported value: "Folder": supported values: "", '
             '"BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", '
             '"FileOrCreate", "Socket"')],
        ),
    ],
)  # fmt: skip
def test_spec(spec: dict[str, Any], told: list[str]) -> None:
    assert [each.sentence for each in validate_object("Pod", pod({}, {}, spec))] == told


@pytest.mark.parametrize(
    ("annotation", "profile", "told"),
    [
        ("c", "runtime/default", ""),
        ("c", "localhost/mine", ""),
        ("d", "unconfined", 'Invalid value: "d": container not found'),
        ("c", "mine", 'Invalid value: "mine": invalid AppArmor profile name: "mine"'),
    ],
)
def test_app_armor_annotation(annotation: str, profile: str, told: str) -> None:
    key = f"{APP_ARMOR}/{annotation}"

    found = validate_object("Pod", pod({}, {key: profile}, {}))

    expected = [f"metadata.annotations[{key}]: {told}"] if told else []
    assert [each.sentence for each in found] == expected


@pytest.mark.parametrize(
    ("container", "spec", "path"),
    [
        ({}, {"hostnameOverride": "x"}, "spec.hostnameOverride"),
        ({}, {"workloadRef": {}}, "spec.workloadRef"),
        ({}, {"schedulingGroup": {}}, "spec.schedulingGroup"),
        ({}, {"evictionResponders": []}, "spec.evictionResponders"),
        ({}, {"securityContext": {"cgroupOptions": {}}}, "spec.securityContext.cgroupOptions"),
        ({}, volume(emptyDir={"mode": 1}), "spec.volumes[0].emptyDir.mode"),
        (
            {},
            volume(projected={"sources": [{"podCertificate": {}}]}),
            "spec.volumes[0].projected.sources[0].podCertificate",
        ),
        ({"restartPolicyRules": []}, {}, f"{C}.restartPolicyRules"),
        ({"lifecycle": {"stopSignal": "SIGINT"}}, {}, f"{C}.lifecycle.stopSignal"),
        (
            {"env": [{"name": "A", "valueFrom": {"fileKeyRef": {}}}]},
            {},
            f"{C}.env[0].valueFrom.fileKeyRef",
        ),
        (
            {"volumeMounts": [{"name": "v", "mountPath": "/v", "bindMountOptions": []}]},
            {},
            f"{C}.volumeMounts[0].bindMountOptions",
        ),
        (
            {"livenessProbe": {"httpGet": {"port": 1, "protocol": "H2"}}},
            {},
            f"{C}.livenessProbe.httpGet.protocol",
        ),
        (
            {"livenessProbe": {"grpc": {"port": 1, "mode": "x"}}},
            {},
            f"{C}.livenessProbe.grpc.mode",
        ),
    ],
)
def test_field_that_is_newer_is_called_so(
    container: dict[str, Any], spec: dict[str, Any], path: str
) -> None:
    found = structure_errors("Pod", pod(container, {}, spec))

    assert found.unknown == (path,)
    assert found.advice[path] == "This field is newer than v1.32, which Podlab follows."
