"""Who may have a prepared set, and how long one is kept; no engine needed."""

from datetime import UTC, datetime, timedelta

import pytest

from podlab.node.kubelet.preparing.prepared_sets import (
    IDLE,
    MOST_OF_A_GROUP,
    PreparedSet,
    PreparedSets,
    key_of,
)
from podlab.pods.objects import JsonObject

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def pod(
    name: str = "p", namespace: str = "n", image: str = "nginx", **metadata: object
) -> JsonObject:
    spec = {"containers": [{"name": "c", "image": image}]}
    return {"metadata": {"name": name, "namespace": namespace, **metadata}, "spec": spec}


def prepared(uid: str, wanted: JsonObject, since: datetime = NOON, group: str = "") -> PreparedSet:
    with_uid = {**wanted, "metadata": {**wanted["metadata"], "uid": uid}}
    return PreparedSet(with_uid, key_of(wanted, generated=False), since, group)


def made(sets: PreparedSets, wanted: PreparedSet) -> PreparedSet:
    assert sets.add(wanted) is wanted
    assert sets.begin(wanted)
    assert sets.finish(wanted, made=True)
    return wanted


@pytest.mark.parametrize(
    ("other", "fits"),
    [
        (pod(), True),
        (pod(uid="u", creationTimestamp="2026-01-01T00:00:00Z", managedFields=[{}]), True),
        (pod(labels={}), True),
        (pod(name="q"), False),
        (pod(namespace="m"), False),
        (pod(image="redis"), False),
        (pod(labels={"a": "b"}), False),
        (pod(annotations={"a": "b"}), False),
    ],
)
def test_a_set_fits_a_pod_that_is_equal_in_all_that_a_container_can_see(
    other: JsonObject, *, fits: bool
) -> None:
    assert (key_of(other, generated=False) == key_of(pod(), generated=False)) is fits


def test_a_generated_name_is_the_prepared_ones() -> None:
    first, second = pod("web-aaaaa", generateName="web-"), pod("web-bbbbb", generateName="web-")

    assert key_of(first, generated=True) == key_of(second, generated=True)
    assert key_of(first, generated=True) != key_of(second, generated=False)


def test_one_set_serves_one_create() -> None:
    sets = PreparedSets(9)
    one = made(sets, prepared("u", pod()))

    assert sets.claim(one.key, NOON) is one
    assert sets.claim(one.key, NOON) is None
    sets.give_back("u")
    assert sets.claim(one.key, NOON) is one


def test_an_equal_pod_is_prepared_once_and_kept_longer() -> None:
    sets = PreparedSets(9)
    one = made(sets, prepared("u", pod()))

    assert sets.add(prepared("v", pod(), NOON + IDLE / 2)) is one
    assert sets.drop_idle(NOON + IDLE) == []
    assert sets.drop_idle(NOON + IDLE * 3 / 2) == [one]


def test_what_waits_to_be_made_is_no_help_to_a_create() -> None:
    sets = PreparedSets(9)
    waiting = prepared("u", pod())
    sets.add(waiting)

    assert sets.claim(waiting.key, NOON) is None


def test_a_namespace_keeps_its_latest_set() -> None:
    sets = PreparedSets(9)
    first, other = made(sets, prepared("u", pod())), made(sets, prepared("o", pod(namespace="m")))
    second = made(sets, prepared("v", pod(image="redis")))

    assert sets.drop_others(second) == [first]
    assert sets.uids() == {other.uid, second.uid}


def test_a_group_is_kept_together_until_another_comes() -> None:
    sets = PreparedSets(9)
    alone = made(sets, prepared("a", pod("alone")))
    one = made(sets, prepared("u", pod("one"), group="g"))
    two = made(sets, prepared("v", pod("two"), group="g"))

    assert sets.drop_others(two) == [alone]
    assert sets.uids() == {one.uid, two.uid}
    other = made(sets, prepared("w", pod("three"), group="h"))
    assert sets.drop_others(other) == [one, two]


def test_a_group_is_bounded() -> None:
    sets = PreparedSets(99)
    for number in range(MOST_OF_A_GROUP):
        assert sets.add(prepared(f"u{number}", pod(f"p{number}"), group="g"))

    assert sets.add(prepared("one-more", pod("more"), group="g")) is None


def test_no_more_sets_are_kept_than_allowed() -> None:
    sets = PreparedSets(1)
    one = made(sets, prepared("u", pod()))

    assert sets.add(prepared("v", pod(namespace="m"))) is None
    sets.claim(one.key, NOON)
    assert sets.add(prepared("v", pod(namespace="m"))) is not None
    assert PreparedSets(0).add(prepared("u", pod())) is None


def test_what_is_claimed_is_no_longer_idle() -> None:
    sets = PreparedSets(9)
    one = made(sets, prepared("u", pod()))
    sets.claim(one.key, NOON + timedelta(minutes=1))

    assert sets.drop_namespace("n") == []
    assert sets.drop_idle(NOON + IDLE) == []
    assert sets.drop_all() == []
    assert sets.adopt("u") is one
    assert sets.uids() == set()


def test_what_is_dropped_while_it_is_made_is_removed_by_its_maker() -> None:
    sets = PreparedSets(9)
    waiting, busy = prepared("u", pod()), prepared("v", pod(namespace="m"))
    for each in (waiting, busy):
        sets.add(each)
    assert sets.begin(busy)

    assert sets.drop_all() == []
    assert not sets.finish(busy, made=True)
    assert not sets.begin(waiting)
