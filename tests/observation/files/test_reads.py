"""Who reads again and again is told in counts, and every read is counted once."""

from podlab.observation.files.reads import (
    FILES_FOLLOWED,
    MOST_AT_ONCE,
    SECONDS_BETWEEN,
    FileRead,
    ReadFolder,
)

LATER = SECONDS_BETWEEN


def read(path: str = "a", by: str = "cli") -> FileRead:
    return FileRead("shared", path, by)


def test_the_first_read_is_told_at_once_and_the_next_as_a_count() -> None:
    folder = ReadFolder()
    folder.add(read(), 10.0)
    first = folder.fetch(10.0)
    for _ in range(4):
        folder.add(read(), 11.0)
    too_early = folder.fetch(12.0)
    due = folder.due()

    assert first == [(read(), 1)]
    assert too_early == []
    assert due == 10.0 + LATER
    assert folder.fetch(10.0 + LATER) == [(read(), 4)]


def test_files_and_readers_are_told_apart() -> None:
    folder = ReadFolder()
    reads = [read("a", "cli"), read("b", "cli"), read("a", "web")]
    for each in reads:
        folder.add(each, 1.0)

    assert folder.fetch(1.0) == [(each, 1) for each in reads]


def test_whoever_pauses_is_told_at_once_again() -> None:
    folder = ReadFolder()
    folder.add(read(), 1.0)
    folder.fetch(1.0)
    quiet = folder.fetch(1.0 + LATER)
    folder.add(read(), 50.0)

    assert quiet == []
    assert folder.due() == 50.0
    assert folder.fetch(50.0) == [(read(), 1)]


def test_of_many_files_a_few_are_told_at_a_time_and_none_is_forgotten() -> None:
    folder = ReadFolder()
    reads = [read(str(number)) for number in range(MOST_AT_ONCE + 5)]
    for each in reads:
        folder.add(each, 1.0)

    first, second = folder.fetch(1.0), folder.fetch(1.25)
    assert len(first) == MOST_AT_ONCE
    assert [each for each, _ in first + second] == reads


def test_what_is_above_the_bound_is_counted_by_volume_and_container() -> None:
    folder = ReadFolder()
    for number in range(FILES_FOLLOWED + 7):
        folder.add(read(str(number)), 1.0)

    assert folder.fetch_folded(1.0) == []
    assert folder.fetch_folded(1.0 + LATER) == [(("shared", "cli"), 7)]
    assert folder.fetch_folded(1.0 + LATER) == []


def test_nothing_read_is_nothing_due() -> None:
    assert ReadFolder().due() is None
