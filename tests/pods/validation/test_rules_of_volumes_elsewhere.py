"""What has to be said of volumes that lie outside the node, before they are refused by name."""

from typing import Any

import pytest

from podlab.pods.validation import validate_object

V = "spec.volumes[0]"
NAME = ("a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
        "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex "
        "used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?"
        "(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')")  # fmt: skip
PORTS = "must be a host:port pair or multiple pairs separated by commas"


def sentences(**source: Any) -> list[str]:
    spec = {"containers": [{"name": "c", "image": "i"}], "volumes": [{"name": "v", **source}]}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec}
    return [error.sentence for error in validate_object("Pod", pod)]


@pytest.mark.parametrize(
    "source",
    [
        {"nfs": {"server": "s", "path": "/x"}},
        {"iscsi": {"targetPortal": "10.0.0.1", "iqn": "iqn.2015-02.example.com:test"}},
        {"fc": {"targetWWNs": ["a"], "lun": 2}},
        {"rbd": {"monitors": ["a"], "image": "b"}},
        {"azureFile": {"secretName": "a", "shareName": "b"}},
        {"azureDisk": {"diskName": "a", "diskURI": "b"}},
        {"csi": {"driver": "csi.example.com", "nodePublishSecretRef": {"name": "a"}}},
        {"glusterfs": {"endpoints": "a", "path": "b"}},
        {"flocker": {"datasetUUID": "a"}},
        {"quobyte": {"registry": "a:1,b:2", "volume": "c"}},
        {"flexVolume": {"driver": "a/b", "options": {"example.com/a": "b"}}},
        {"gcePersistentDisk": {"pdName": "a", "partition": 255}},
        {"persistentVolumeClaim": {"claimName": "a"}},
        {"gitRepo": {"repository": "a", "directory": "b"}},
    ],
)
def test_what_is_sound(source: dict[str, Any]) -> None:
    assert sentences(**source) == []


@pytest.mark.parametrize(
    ("name", "source", "told"),
    [
        ("nfs", {}, ["server: Required value", "path: Required value",
                     'path: Invalid value: "": must be an absolute path']),
        ("nfs", {"server": "s", "path": "x"},
         ['path: Invalid value: "x": must be an absolute path']),
        ("iscsi", {}, ["targetPortal: Required value", "iqn: Required value"]),
        ("iscsi", {"targetPortal": "a", "iqn": "abc", "lun": 256, "chapAuthSession": True},
         ['iqn: Invalid value: "abc": must be valid format starting with iqn, eui, or naa',
          "lun: Invalid value: 256: must be between 0 and 255, inclusive",
          "secretRef: Required value"]),
        ("iscsi", {"targetPortal": "a", "iqn": "eui.12", "initiatorName": "naa.1"},
         ['iqn: Invalid value: "eui.12": must be valid format',
          'initiatorname: Invalid value: "naa.1": must be valid format']),
        ("fc", {}, [("targetWWNs: Required value: must specify either targetWWNs or wwids, "
                    "but not both")]),
        ("fc", {"targetWWNs": ["a"], "wwids": ["b"]},
         [('targetWWNs: Invalid value: ["a"]: targetWWNs and wwids can not be specified '
          "simultaneously"), "lun: Required value: lun is required if targetWWNs is specified"]),
        ("rbd", {}, ["monitors: Required value", "image: Required value"]),
        ("cephfs", {}, ["monitors: Required value"]),
        ("cinder", {"volumeID": "a", "secretRef": {"name": ""}},
         ["secretRef.name: Required value"]),
        ("azureFile", {}, ["secretName: Required value", "shareName: Required value"]),
        ("azureDisk", {"diskName": "a", "diskURI": "b", "kind": "Managed", "cachingMode": "x"},
         ['cachingMode: Unsupported value: "x": supported values: "None", "ReadOnly", "ReadWrite"',
          ('diskURI: Unsupported value: "b": supported values: "/subscriptions/{sub-id}/'
          'resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"')]),
        ("csi", {}, ["driver: Required value", f'driver: Invalid value: "": {NAME}']),
        ("glusterfs", {}, ["endpoints: Required value", "path: Required value"]),
        ("quobyte", {"registry": "a"}, [f'registry: Invalid value: "a": {PORTS}',
                                        "volume: Required value"]),
        ("flexVolume", {"driver": "a", "options": {"a.k8s.io/x": "y"}},
         [('options[a.k8s.io/x]: Invalid value: "a.k8s.io/x": kubernetes.io and k8s.io namespaces '
          "are reserved")]),
        ("vsphereVolume", {}, ["volumePath: Required value"]),
        ("photonPersistentDisk", {}, ["pdID: Required value"]),
        ("portworxVolume", {}, ["volumeID: Required value"]),
        ("storageos", {}, ["volumeName: Required value"]),
        ("scaleIO", {"secretRef": {"name": "a"}},
         ["gateway: Required value", "system: Required value", "volumeName: Required value"]),
        ("awsElasticBlockStore", {"volumeID": "a", "partition": -1},
         ["partition: Invalid value: -1: must be between 0 and 255, inclusive"]),
        ("persistentVolumeClaim", {}, ["claimName: Required value"]),
        ("ephemeral", {}, ["volumeClaimTemplate: Required value"]),
        ("gitRepo", {"directory": "../x"},
         ["repository: Required value",
          "directory: Invalid value: \"../x\": must not contain '..'"]),
    ],
)  # fmt: skip
def test_what_is_not(name: str, source: dict[str, Any], told: list[str]) -> None:
    assert sentences(**{name: source}) == [f"{V}.{name}.{each}" for each in told]


@pytest.mark.parametrize(
    ("sources", "told"),
    [
        ({"flocker": {}}, [(f"{V}.flocker: Required value: one of datasetName and datasetUUID is "
                           "required")]),
        ({"gcePersistentDisk": {}}, [f"{V}.persistentDisk.pdName: Required value"]),
        ({"nfs": {"server": "s", "path": "/"}, "cephfs": {}},
         [f"{V}.cephFS: Forbidden: may not specify more than 1 volume type"]),
    ],
)  # fmt: skip
def test_what_the_api_server_calls_otherwise(sources: dict[str, Any], told: list[str]) -> None:
    assert sentences(**sources)[: len(told)] == told
