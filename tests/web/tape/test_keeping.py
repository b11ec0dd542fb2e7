"""A tape keeps what happened, in order, within its bounds."""

from podlab.pods.objects import JsonObject
from podlab.sandbox.tape.keeping import LONGEST_TEXT, Tape
from tests.web.tape.runs import POD, RUNNING, WAITING, event_at, log_at, status

ENTRY: JsonObject = {"kind": "pod", "phase": "Running"}


def running(found: JsonObject) -> JsonObject:
    return {**POD, "status": found}


def texts(tape: Tape) -> list[str]:
    return [entry["text"] for entry in tape.entries() if entry["kind"] == "log"]


def test_entries_come_in_the_order_of_their_times() -> None:
    tape = Tape()
    for entry in (log_at(3, "c"), log_at(1, "a"), log_at(2, "b")):
        tape.add(entry, 9)

    assert texts(tape) == ["a", "b", "c"]


def test_what_has_no_time_happened_when_it_came() -> None:
    tape = Tape()
    tape.add({"kind": "ended", "reason": "time over"}, 7.5)

    assert tape.entries() == [{"kind": "ended", "reason": "time over", "time": 7.5}]


def test_a_state_of_the_pod_is_kept_once_with_its_status() -> None:
    tape = Tape()
    for time, found in enumerate((WAITING, WAITING, RUNNING)):
        tape.see(ENTRY, running(status(found, found)), time)

    assert [(e["time"], e["status"]) for e in tape.entries()] == [
        (0, status(WAITING, WAITING)),
        (2, status(RUNNING, RUNNING)),
    ]
    assert tape.pod == POD


def test_a_full_tape_loses_old_lines_before_events_and_counts_them() -> None:
    tape = Tape(most_entries=3)
    tape.add(event_at(1, "Started"), 0)
    for number in range(5):
        tape.add(log_at(2 + number, str(number)), 0)

    assert texts(tape) == ["3", "4"]
    assert tape.entries()[0]["reason"] == "Started"
    assert tape.left_out == 3


def test_a_tape_is_bounded_by_size_too() -> None:
    tape = Tape(most_bytes=1000)
    for number in range(50):
        tape.add(log_at(number, "x" * 100), 0)

    assert len(texts(tape)) == 6
    assert tape.left_out == 44


def test_long_texts_are_cut() -> None:
    tape = Tape()
    tape.add({**log_at(1, "x" * 9000)}, 0)

    assert len(texts(tape)[0]) == LONGEST_TEXT


def test_other_kinds_are_not_kept() -> None:
    tape = Tape()
    for kind in ("time", "upstream", "pod"):
        tape.add({"kind": kind}, 0)

    assert tape.entries() == []


def test_a_tape_that_goes_on_has_nothing_twice() -> None:
    first, second = Tape(), Tape()
    for tape in (first, second):
        if tape is second:
            second.resume(POD, first.entries(), first.left_out)
        tape.add(event_at(1, "Started"), 0)
        tape.see(ENTRY, running(status(RUNNING, RUNNING)), 2)
        tape.add(log_at(3, "a"), 0)
    second.add(log_at(4, "b"), 0)

    assert [entry["time"] for entry in second.entries()] == [1, 2, 3, 4]
