"""What is true of server-side apply whatever is applied."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from podlab.pods.ownership.fields.comparing import field_set
from tests.pods.owners import LATER, POD, applier, apply, settings

DATA = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("12"), max_size=4)
ENV = st.lists(
    st.builds(lambda n, v: {"name": n, "value": v}, st.sampled_from("XYZ"), st.sampled_from("12")),
    unique_by=lambda each: str(each["name"]), max_size=3,
)  # fmt: skip
CONTAINERS = st.lists(
    st.builds(
        lambda name, image, env: {"name": name, "image": image, **({"env": env} if env else {})},
        st.sampled_from("pqr"), st.sampled_from("ij"), ENV,
    ),
    unique_by=lambda each: str(each["name"]), min_size=1, max_size=3,
)  # fmt: skip
LABELS = st.dictionaries(st.sampled_from("lm"), st.sampled_from("12"), max_size=2)
PODS = st.builds(
    lambda containers, labels: {
        "metadata": {"name": "p", **({"labels": labels} if labels else {})},
        "spec": {"containers": containers},
    },
    CONTAINERS, LABELS,
)  # fmt: skip


@given(PODS, PODS, PODS)
def test_applying_twice_changes_nothing_and_every_wish_has_an_owner(
    first: Any, others: Any, second: Any
) -> None:
    state = apply("a", first, None, kind=POD)
    state = apply("b", others, state, kind=POD, force=True)
    state = apply("a", second, state, kind=POD, force=True)

    assert apply("a", second, state, kind=POD, now=LATER) == state
    mine = state.managers[applier("a")].fields
    assert mine == POD.ownable(field_set(POD.part, second))
    everything = frozenset().union(*(owned.fields for owned in state.managers.values()))
    assert POD.ownable(field_set(POD.part, state.object)) <= everything


@given(PODS, PODS)
def test_a_fresh_object_becomes_what_is_applied_last(first: Any, second: Any) -> None:
    state = apply("a", second, apply("a", first, None, kind=POD), kind=POD)

    assert state.object == second


@given(DATA, DATA)
def test_disjoint_wishes_never_conflict(mine: dict[str, str], theirs: dict[str, str]) -> None:
    others = {f"other-{name}": value for name, value in theirs.items()}
    state = apply("a", settings(**mine), None)
    state = apply("b", settings(**others), state)
    state = apply("a", settings(**mine), state)

    assert state.object.get("data", {}) == {**mine, **others}
    assert apply("b", settings(), state).object.get("data", {}) == mine
