"""Whatever is sent as a body or a patch: a Status that says where, or an object that stays so."""

import copy
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from podlab.node.store import Store
from tests.node.api.conftest import PODS
from tests.support.mutations import POD, VALUES, places, spliced, spoiled

Begin = Callable[[bool], None]
WEB = f"{PODS}/web"
JSON = "application/json"
JSON_PATCH = "application/json-patch+json"
MERGES = st.sampled_from(
    ["application/merge-patch+json", "application/strategic-merge-patch+json"]
)  # fmt: skip
POINTERS = st.sampled_from(["/" + "/".join(map(str, path)) for path in places(POD)] + ["", "/-"])
OPERATION = st.fixed_dictionaries(
    {
        "op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test"]),
        "path": POINTERS,
        "from": POINTERS,
        "value": VALUES,
    }
)
BROKEN = st.fixed_dictionaries({}, optional={"op": VALUES, "path": VALUES, "from": VALUES}) | VALUES
OPERATIONS = st.lists(OPERATION, max_size=4) | st.lists(OPERATION | BROKEN, max_size=3)
ITEMS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "$patch": st.sampled_from(["replace", "delete", "merge"]) | VALUES,
            "name": st.sampled_from(["web", "other"]) | VALUES,
            "image": st.just("busybox") | VALUES,
        },
    )
    | VALUES,
    max_size=3,
)
DIRECTIVES = st.fixed_dictionaries(
    {},
    optional={
        "containers": ITEMS,
        "finalizers": ITEMS,
        "$patch": st.sampled_from(["replace", "delete", "merge"]) | VALUES,
        "$retainKeys": st.lists(st.sampled_from(["name", "image"])) | VALUES,
        "$setElementOrder/containers": st.lists(st.just({"name": "web"})) | VALUES,
        "$deleteFromPrimitiveList/args": VALUES,
    },
)


@pytest.fixture(scope="module")
def begin(lasting_api: TestClient, lasting_store: Store) -> Begin:
    """Empties the store, then puts the whole Pod in if asked: each example begins there."""

    def begin(there: bool) -> None:
        for pod in lasting_store.list("pods").items:
            lasting_store.delete("pods", "default", pod["metadata"]["name"])
        if there:
            lasting_api.post(PODS, json=POD).raise_for_status()

    return begin


def assert_answered(lasting_api: TestClient, answer: Any) -> None:
    """A Status with its reason, or an object that a second PUT leaves as it is."""
    found = answer.json()
    if answer.is_success:
        path = f"{PODS}/{found['metadata']['name']}"
        assert lasting_api.get(path).json() == found
        again = lasting_api.put(path, json=found, params={"fieldValidation": "Strict"})
        assert again.status_code == httpx.codes.OK, again.text
        assert again.json()["spec"] == found["spec"]
        return
    assert found["kind"] == "Status"
    assert found["code"] == answer.status_code < 500
    assert found["reason"]
    assert found["message"]
    causes = found["details"].get("causes", [])
    assert all(cause["field"] and cause["message"] for cause in causes)
    if found["reason"] == "Invalid" and "patch" not in found["message"]:
        assert causes


@settings(max_examples=40)
@given(st.data())
def test_any_new_pod(lasting_api: TestClient, begin: Begin, data: st.DataObject) -> None:
    text = json.dumps(data.draw(spoiled(POD)))
    body = data.draw(st.just(text.encode()) | spliced(text))
    begin(False)

    answer = lasting_api.post(PODS, content=body, headers={"Content-Type": JSON})

    assert_answered(lasting_api, answer)


@settings(max_examples=40)
@given(spoiled(POD))
def test_any_replacement(lasting_api: TestClient, begin: Begin, pod: dict[str, Any]) -> None:
    begin(True)

    answer = lasting_api.put(WEB, content=json.dumps(pod), headers={"Content-Type": JSON})

    assert_answered(lasting_api, answer)


@settings(max_examples=40)
@given(
    form=MERGES,
    pod=spoiled(POD),
    directives=DIRECTIVES,
    at=st.sampled_from(["", "metadata", "spec"]),
)
def test_any_merge_patch(
    lasting_api: TestClient, begin: Begin, form: str, pod: Any, directives: Any, at: str
) -> None:
    patch = copy.deepcopy(pod)
    if at and isinstance(patch.get(at), dict):
        patch[at] |= directives
    else:
        patch |= directives
    begin(True)

    answer = lasting_api.patch(WEB, content=json.dumps(patch), headers={"Content-Type": form})

    assert_answered(lasting_api, answer)


@settings(max_examples=40)
@given(OPERATIONS)
def test_any_json_patch(lasting_api: TestClient, begin: Begin, operations: Any) -> None:
    begin(True)

    answer = lasting_api.patch(
        WEB, content=json.dumps(operations), headers={"Content-Type": JSON_PATCH}
    )

    assert_answered(lasting_api, answer)
