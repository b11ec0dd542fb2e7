"""Server-side apply: what becomes of an object and its owners when several want a part of it."""

import copy
import json
from typing import Any

import pytest

from podlab.pods.ownership import (
    Applied,
    Apply,
    ApplyConflict,
    Kind,
    Manager,
    apply_config,
    track_update,
)
from podlab.pods.ownership.applying import LAST_APPLIED
from tests.pods.owners import (
    LATER,
    NOBODY,
    NOW,
    POD,
    apply,
    owners,
    pod,
    settings,
    update,
    updater,
)


def test_who_creates_by_apply_owns_what_they_wrote() -> None:
    state = apply("a", settings(x="1"), None)

    assert state.object["data"] == {"x": "1"}
    assert owners(state) == {"a": [".data.x"]}


def test_what_is_no_longer_applied_is_removed() -> None:
    state = apply("a", settings(x="1"), apply("a", settings(x="1", y="2"), None))

    assert state.object["data"] == {"x": "1"}
    assert owners(state) == {"a": [".data.x"]}


def test_what_another_applies_too_stays() -> None:
    both = apply("b", settings(y="2"), apply("a", settings(x="1", y="2"), None))
    state = apply("a", settings(x="1"), both)

    assert state.object["data"] == {"x": "1", "y": "2"}
    assert owners(state) == {"a": [".data.x"], "b": [".data.y"]}


def test_what_another_updated_is_theirs_and_stays() -> None:
    applied = apply("a", settings(x="1", y="2"), None)
    edited = update("edit", settings(x="1", y="3"), applied)
    assert owners(edited) == {"a": [".data.x"], "edit": [".data.y"]}

    state = apply("a", settings(x="1"), edited)
    assert state.object["data"] == {"x": "1", "y": "3"}


def test_who_owns_nothing_any_more_is_forgotten() -> None:
    state = update("edit", settings(x="2"), apply("a", settings(x="1"), None))
    assert owners(state) == {"edit": [".data.x"]}

    state = update("other", settings(), state)
    assert owners(state) == {}


def test_one_conflict_is_told_with_its_manager() -> None:
    live = update("kubectl-edit", pod({"name": "c", "image": "a"}), None, kind=POD)

    with pytest.raises(ApplyConflict) as raised:
        apply("kubectl", pod({"name": "c", "image": "b"}), live, kind=POD)

    assert str(raised.value) == (
        'Apply failed with 1 conflict: conflict with "kubectl-edit" using v1: '
        '.spec.containers[name="c"].image'
    )
    only = raised.value.conflicts[0]
    assert only.message == 'conflict with "kubectl-edit" using v1'
    assert only.field == '.spec.containers[name="c"].image'


def test_several_conflicts_are_told_by_manager() -> None:
    live = apply("b", settings(z="1"), update("edit", settings(x="1", y="1"), None))

    with pytest.raises(ApplyConflict) as raised:
        apply("a", settings(x="2", y="2", z="2"), live)

    assert str(raised.value).splitlines() == [
        'Apply failed with 3 conflicts: conflicts with "b":',
        "- .data.z",
        'conflicts with "edit" using v1:',
        "- .data.x",
        "- .data.y",
    ]


def test_conflicts_name_the_subresource() -> None:
    live = {"metadata": {}, "status": {"phase": "Running"}}
    status = Kind("Pod", "status")
    managers = track_update(status, {"metadata": {}}, live, {}, updater("kubelet", "status"), NOW)
    wanted = {"metadata": {}, "status": {"phase": "Failed"}}

    with pytest.raises(ApplyConflict, match='"kubelet" with subresource "status" using v1'):
        apply_config(Apply(status, Manager("a", "Apply", "v1", "status"), wanted, NOW), live,
                     managers)  # fmt: skip


def test_force_takes_the_fields_of_others() -> None:
    live = update("edit", settings(x="1", y="1"), None)
    state = apply("a", settings(x="2"), live, force=True)

    assert state.object["data"] == {"x": "2", "y": "1"}
    assert owners(state) == {"a": [".data.x"], "edit": [".data", ".data.y"]}


def test_the_same_value_is_shared_without_a_conflict() -> None:
    state = apply("b", settings(x="1"), apply("a", settings(x="1"), None))
    assert owners(state) == {"a": [".data.x"], "b": [".data.x"]}

    with pytest.raises(ApplyConflict):
        apply("b", settings(x="2"), state)


def test_an_item_of_a_list_goes_with_its_owner() -> None:
    first, second = {"name": "A", "value": "1"}, {"name": "B", "value": "2"}
    mine = apply("a", pod({"name": "c", "image": "i", "env": [first]}), None, kind=POD)
    both = apply("b", pod({"name": "c", "env": [second]}), mine, kind=POD)
    assert both.object["spec"]["containers"] == [
        {"name": "c", "image": "i", "env": [first, second]}
    ]

    state = apply("b", pod({"name": "c"}), both, kind=POD)
    assert state.object["spec"]["containers"] == [{"name": "c", "image": "i", "env": [first]}]


def test_an_item_goes_with_who_applied_it_though_others_wrote_into_it() -> None:
    old = pod({"name": "c", "image": "i"}, {"name": "d", "image": "i"})
    mine = apply("a", old, None, kind=POD)
    live = copy.deepcopy(mine.object)
    live["spec"]["containers"][1]["workingDir"] = "/"
    edited = update("edit", live, mine, kind=POD)

    state = apply("a", pod({"name": "c", "image": "i"}), edited, kind=POD)

    assert state.object["spec"]["containers"] == [{"name": "c", "image": "i"}]
    assert "edit" not in owners(state)


def test_an_object_without_owners_belongs_to_its_past() -> None:
    unowned = Applied(settings(x="1", y="1"), NOBODY)
    state = apply("a", settings(x="1"), unowned)

    assert owners(state) == {
        "a": [".data.x"],
        "before-first-apply": [".data", ".data.x", ".data.y"],
    }
    with pytest.raises(ApplyConflict, match="before-first-apply"):
        apply("a", settings(y="2"), unowned)


def client_side(config: dict[str, Any], live: dict[str, Any]) -> Applied:
    annotated = copy.deepcopy(live)
    annotated["metadata"]["annotations"] = {LAST_APPLIED: json.dumps(config)}
    return update("kubectl-client-side-apply", annotated, None)


def test_kubectl_takes_over_what_client_side_apply_wrote() -> None:
    live = client_side(settings(x="1", y="1"), settings(x="1", y="1"))
    state = apply("kubectl", settings(x="2", y="1"), live)

    assert state.object["data"] == {"x": "2", "y": "1"}
    written = json.loads(state.object["metadata"]["annotations"][LAST_APPLIED])
    assert written == settings(x="2", y="1")


def test_others_conflict_with_client_side_apply() -> None:
    live = client_side(settings(x="1"), settings(x="1"))
    with pytest.raises(ApplyConflict, match="kubectl-client-side-apply"):
        apply("flux", settings(x="2"), live)


def test_kubectl_does_not_take_over_what_was_changed_since() -> None:
    live = client_side(settings(x="1"), settings(x="9"))
    with pytest.raises(ApplyConflict, match=r"1 conflict: .*: \.data\.x"):
        apply("kubectl", settings(x="2"), live)


@pytest.mark.parametrize("annotation", ["", "{", "[]", '{"data": 3}', '{"metadata": []}'])
def test_an_annotation_that_is_no_object_allows_nothing(annotation: str) -> None:
    live = client_side({}, settings(x="1"))
    live.object["metadata"]["annotations"][LAST_APPLIED] = annotation
    with pytest.raises(ApplyConflict):
        apply("kubectl", settings(x="2"), live)


def test_times_change_only_with_what_is_owned() -> None:
    first = apply("a", settings(x="1"), None)
    again = apply("a", settings(x="1"), first, now=LATER)
    changed = apply("a", settings(x="2"), first, now=LATER)

    assert [owned.time for owned in again.managers.values()] == [NOW]
    assert [owned.time for owned in changed.managers.values()] == [LATER]
