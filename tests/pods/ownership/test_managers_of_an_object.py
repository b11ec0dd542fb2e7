"""managedFields as an object carries it: written, read, capped, and kept after each write."""

from typing import Any

import pytest

from podlab.pods.ownership import (
    Applied,
    InvalidManagedFields,
    owned_new,
    owned_update,
    read_managers,
    write_managers,
)
from tests.pods.owners import (
    LATER,
    NOW,
    POD,
    SETTINGS,
    apply,
    owners,
    pod,
    settings,
    update,
    updater,
)


def test_managers_are_written_in_order_and_read_again() -> None:
    state = update("edit", settings(x="1", y="2"), apply("a", settings(x="1"), None))
    entries = write_managers(state.managers)

    assert [(entry["manager"], entry["operation"]) for entry in entries] == [
        ("a", "Apply"), ("edit", "Update"),
    ]  # fmt: skip
    assert entries[0] == {
        "manager": "a", "operation": "Apply", "apiVersion": "v1", "time": NOW,
        "fieldsType": "FieldsV1", "fieldsV1": {"f:data": {"f:x": {}}},
    }  # fmt: skip
    assert read_managers(entries) == state.managers


@pytest.mark.parametrize(
    "entries",
    ["x", [1], [{}], [{"operation": "Apply"}],
     [{"operation": "Apply", "fieldsType": "FieldsV1", "fieldsV1": {"x": {}}}]],
)  # fmt: skip
def test_what_are_no_managed_fields_is_refused(entries: Any) -> None:
    with pytest.raises(InvalidManagedFields):
        read_managers(entries)


def test_the_oldest_of_many_updaters_become_one() -> None:
    state: Applied | None = None
    data: dict[str, str] = {}
    for number in range(12):
        data[f"k{number:02}"] = "1"
        state = update(f"m{number:02}", settings(**data), state)
    assert state is not None

    assert len(state.managers) == 10
    assert owners(state)["ancient-changes"] == [".data", ".data.k00", ".data.k01", ".data.k02"]


def test_the_status_belongs_to_who_writes_it() -> None:
    live = {**pod({"name": "c", "image": "i"}), "status": {"phase": "Pending"}}
    state = update("kubectl-create", live, None, kind=POD)

    assert not any(path.startswith(".status") for path in owners(state)["kubectl-create"])


def test_an_object_tells_its_owners_after_each_write() -> None:
    made = owned_new(SETTINGS, settings(x="1"), updater("a"), NOW)
    changed = {**made, "data": {"x": "1", "y": "2"}}
    state = owned_update(SETTINGS, made, changed, updater("b"), LATER)

    assert [entry["manager"] for entry in state["metadata"]["managedFields"]] == ["a", "b"]
    assert owned_update(SETTINGS, state, state, updater("c"), LATER) == state


def test_an_object_without_owners_gets_none_by_an_update() -> None:
    new = settings(x="2")
    assert owned_update(SETTINGS, settings(x="1"), new, updater("a"), NOW) == new
