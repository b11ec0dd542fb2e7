"""The ring keeps what is newest, and says what is gone."""

from podlab.observation.ring import Ring


def test_entries_are_numbered_from_one_and_read_after_a_number() -> None:
    ring = Ring()
    for line in (b"a", b"b", b"c"):
        ring.append(line)

    assert ring.after(0, 10) == (0, [(1, b"a"), (2, b"b"), (3, b"c")])
    assert ring.after(1, 1) == (0, [(2, b"b")])
    assert ring.after(3, 10) == (0, [])


def test_old_entries_give_way_and_are_counted() -> None:
    ring = Ring(max_entries=2)
    for line in (b"a", b"b", b"c", b"d"):
        ring.append(line)

    assert ring.oldest == 3
    assert ring.after(1, 10) == (1, [(3, b"c"), (4, b"d")])


def test_the_ring_is_bounded_by_size_too() -> None:
    ring = Ring(max_entries=100, max_bytes=10)
    for _ in range(5):
        ring.append(b"1234")

    assert ring.after(0, 10) == (3, [(4, b"1234"), (5, b"1234")])


def test_a_number_that_was_never_given_reads_nothing() -> None:
    ring = Ring()
    ring.append(b"a")

    assert ring.after(99, 10) == (0, [])
