"""The ring: batches, cursors, and what a slow viewer is told."""

import json

from podlab.pods.objects import JsonObject
from podlab.sandbox.live.ring import RESET, Batch, Ring


def entries(batch: Batch | None) -> list[JsonObject]:
    assert batch is not None
    data = batch.message.removeprefix(RESET).split(b"\ndata: ")[1].removesuffix(b"\n\n")
    found: list[JsonObject] = json.loads(data)["entries"]
    return found


def log(number: int) -> JsonObject:
    return {"kind": "log", "text": str(number)}


def filled(count: int, size: int = 1000) -> Ring:
    ring = Ring(size)
    for number in range(1, count + 1):
        ring.append(log(number))
    return ring


def test_a_batch_has_everything_since_the_cursor_and_names_the_next() -> None:
    ring = filled(5)
    batch = ring.after(2)

    assert entries(batch) == [log(3), log(4), log(5)]
    assert batch is not None
    assert batch.message.startswith(f"id: {ring.epoch}-5\nevent: batch\n".encode())
    assert ring.after(5) is None


def test_two_viewers_at_the_same_place_share_the_bytes() -> None:
    ring = filled(5)
    first, second = ring.after(2), ring.after(2)

    assert first is not None
    assert second is not None
    assert first.message is second.message


def test_a_message_holds_at_most_two_hundred_entries() -> None:
    batch = filled(500).after(0)

    assert len(entries(batch)) == 200
    assert batch is not None
    assert batch.last == 200


def test_a_slow_viewer_is_told_how_many_it_missed() -> None:
    assert entries(filled(12, size=5).after(3))[:2] == [{"kind": "skipped", "count": 4}, log(8)]


def test_a_cursor_of_another_life_is_no_position() -> None:
    ring = filled(5)

    assert ring.position(f"{ring.epoch}-3") == 3
    for cursor in ("", "0-3", f"{ring.epoch}-6", f"{ring.epoch}-x", f"{ring.epoch}--1", "\u0663"):
        assert ring.position(cursor) is None


def test_a_new_viewer_gets_the_states_that_the_ring_has_lost() -> None:
    ring = Ring(size=3)
    pod, event = {"kind": "pod", "phase": "Running"}, {"kind": "event", "reason": "Started"}
    ring.append({"kind": "pod", "phase": "Pending"})
    for body in (pod, event, log(1), log(2), log(3)):
        ring.append(body)
    opening = ring.opening()

    assert opening.message.startswith(RESET)
    assert entries(opening) == [pod, event]
    assert entries(ring.after(opening.last)) == [log(1), log(2), log(3)]


def test_a_new_viewer_of_a_young_ring_gets_everything_once() -> None:
    ring = Ring()
    ring.append({"kind": "pod"})
    opening = ring.opening()

    assert opening.message == RESET
    assert entries(ring.after(opening.last)) == [{"kind": "pod"}]


def test_no_text_breaks_out_of_its_line() -> None:
    ring = Ring()
    hostile = {"kind": "log", "text": "a\n\nevent: reset\r\ndata: {}\u2028\x00"}
    ring.append(hostile)
    batch = ring.after(0)

    assert entries(batch) == [hostile]
    assert batch is not None
    assert batch.message.count(b"\n") == 4
