"""A tape as lanes, spans and marks."""

from podlab.sandbox.tape.keeping import numbered
from podlab.sandbox.tape.timeline import mark_of, spans_of, timeline
from tests.web.tape.runs import POD, RUN, log_at


def test_every_container_lo_and_volume_has_a_lane() -> None:
    assert timeline(POD, numbered(RUN))["lanes"] == ["Pod", "web", "client", "lo", "volume shared"]


def test_spans_tell_how_long_each_state_lasted() -> None:
    spans = [(s["lane"], s["from"], s["to"], s["mood"], s["word"]) for s in spans_of(POD, RUN)]

    assert spans == [
        ("Pod", 2, 4, "wait", "Pending"),
        ("web", 2, 4, "wait", "Waiting: ContainerCreating"),
        ("client", 2, 4, "wait", "Waiting: ContainerCreating"),
        ("Pod", 4, 10, "run", "Running"),
        ("web", 4, 8, "run", "Running"),
        ("client", 4, 10, "run", "Running"),
        ("web", 8, 10, "warn", "Terminated: Error, exit code 1"),
    ]


def test_marks_say_what_happened_where_and_who_had_a_part_in_it() -> None:
    marks = [mark for mark in map(mark_of, RUN) if mark]

    assert [(m["time"], m["lane"], m["kind"], m["text"], m["who"], m["bad"]) for m in marks] == [
        (1, "Pod", "event", "Scheduled: Scheduled it", [], False),
        (5, "lo", "listen", "listening: web on port 80", ["web"], False),
        (6, "lo", "request", "client → web:80 GET / 200, 2 ms", ["client", "web"], False),
        (7, "volume shared", "file", "web: write shared/a", ["web"], False),
        (8.5, "web", "event", "BackOff: BackOff it", ["web"], True),
        (9, "lo", "refused", "client → nobody:80 connection refused", ["client"], True),
        (10, "Pod", "ended", "ended: stopped by you", [], False),
    ]


def test_what_was_only_counted_is_told_as_a_count() -> None:
    folds = [
        {"kind": "folded", "time": 1, "of": "log", "count": 880, "from": "web"},
        {"kind": "folded", "time": 1, "of": "file", "count": 5, "from": None, "to": "shared"},
        {"kind": "folded", "time": 1, "of": "request", "count": 0, "packets": 9},
    ]

    assert [(mark["lane"], mark["text"]) for mark in map(mark_of, folds) if mark] == [
        ("web", "880 more lines, only counted"),
        ("volume shared", "5 more changes, only counted"),
        ("lo", "9 packets of more requests, only counted"),
    ]


def test_a_reader_who_comes_back_gets_the_later_marks_and_all_spans() -> None:
    told = timeline(POD, numbered([*RUN, log_at(11, "late")]), after=10)

    assert [(mark["number"], mark["text"]) for mark in told["marks"]] == [(11, "web wrote: late")]
    assert len(told["spans"]) == 7
