"""Tables: the cells that kubectl prints."""

from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from podlab.node.api.tables.columns import TABLES
from tests.node.api.conftest import PODS, pod_manifest

TABLE = {"Accept": "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"}
NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
CREATED = "2026-01-01T11:55:00Z"


def printed(resource: str, obj: dict[str, Any], *, wide: bool = False) -> list[Any]:
    kind = TABLES[resource]
    shown = zip(kind.columns, kind.cells(obj, NOW), strict=True)
    return [cell for column, cell in shown if wide or not column.wide]


@pytest.mark.parametrize("resource", sorted(TABLES))
def test_every_column_has_a_cell(resource: str) -> None:
    obj = {"metadata": {"name": "x", "creationTimestamp": CREATED}, "status": {}, "spec": {}}
    assert printed(resource, obj, wide=True)


def test_events_are_told_as_sentences() -> None:
    event = {
        "metadata": {"name": "web.1"},
        "type": "Warning",
        "reason": "BackOff",
        "message": "Back-off restarting failed container\n",
        "involvedObject": {"kind": "Pod", "name": "web", "fieldPath": "spec.containers{main}"},
        "source": {"component": "kubelet", "host": "podlab"},
        "firstTimestamp": "2026-01-01T11:00:00Z",
        "lastTimestamp": "2026-01-01T11:59:30Z",
        "count": 7,
    }
    assert printed("events", event) == [
        "30s",
        "Warning",
        "BackOff",
        "pod/web",
        "Back-off restarting failed container",
    ]
    assert printed("events", event, wide=True)[-3:] == ["60m", 7, "web.1"]


def test_config_maps_and_secrets_count_their_keys() -> None:
    metadata = {"name": "x", "creationTimestamp": CREATED}
    config_map = {"metadata": metadata, "data": {"a": "1"}, "binaryData": {"b": "MQ=="}}

    assert printed("configmaps", config_map) == ["x", 2, "5m"]
    assert printed("secrets", {"metadata": metadata, "type": "Opaque"}) == ["x", "Opaque", 0, "5m"]


def test_a_node_says_whether_it_is_ready(api: TestClient) -> None:
    rows = api.get("/api/v1/nodes", headers=TABLE).json()["rows"]

    assert rows[0]["cells"][:3] == ["podlab", "NotReady", "<none>"]


def test_pods_as_a_table_with_as_much_of_the_object_as_asked(api: TestClient) -> None:
    api.post(PODS, json=pod_manifest())

    table = api.get(PODS, headers=TABLE).json()
    names = [column["name"] for column in table["columnDefinitions"] if not column["priority"]]
    assert (table["kind"], table["apiVersion"]) == ("Table", "meta.k8s.io/v1")
    assert names == ["Name", "Ready", "Status", "Restarts", "Age"]
    assert table["rows"][0]["cells"][:3] == ["a", "0/1", "Pending"]
    assert table["rows"][0]["object"]["kind"] == "PartialObjectMetadata"
    assert table["rows"][0]["object"]["metadata"]["labels"] == {"app": "a"}

    whole = api.get(f"{PODS}?includeObject=Object", headers=TABLE).json()
    assert whole["rows"][0]["object"]["spec"]
    none = api.get(f"{PODS}/a?includeObject=None", headers=TABLE).json()
    assert "object" not in none["rows"][0]


def test_a_form_that_is_not_made_here_is_406(api: TestClient) -> None:
    accept = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"
    assert api.get(PODS, headers={"Accept": accept}).status_code == 406
