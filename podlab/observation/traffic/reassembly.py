"""One direction of a TCP connection in order, with its holes named."""

from typing import NamedTuple

WRAP = 1 << 32
HALF = 1 << 31
MAX_WAITING = 64


class Piece(NamedTuple):
    """Bytes in order, then how many bytes after them were never seen."""

    data: bytes
    missing: int


class Reassembler:
    """Puts segments in order; drops repeats; gives up a hole when too much waits behind it."""

    def __init__(self, expected: int | None = None) -> None:
        self._expected = expected
        self._waiting: dict[int, tuple[bytes, int]] = {}

    def push(self, sequence: int, payload: bytes, length: int) -> list[Piece]:
        """What can be read on, now that this segment came; `length` is its true length."""
        if self._expected is None:
            self._expected = sequence
        ahead = (sequence - self._expected) % WRAP
        if 0 < ahead < HALF:
            self._waiting[sequence] = (payload, length)
            if len(self._waiting) <= MAX_WAITING:
                return []
            return self._skip_hole()
        pieces = self._take(sequence, payload, length)
        return pieces + self._continue()

    def _take(self, sequence: int, payload: bytes, length: int) -> list[Piece]:
        """The part of a segment that is new."""
        assert self._expected is not None  # noqa: S101 -- set before anything is taken
        repeated = (self._expected - sequence) % WRAP
        if repeated >= length:
            return []
        self._expected = (sequence + length) % WRAP
        data = payload[repeated:]
        return [Piece(data, length - repeated - len(data))]

    def _continue(self) -> list[Piece]:
        pieces: list[Piece] = []
        while self._waiting:
            following = self._nearest()
            if self._distance(following) > 0:
                break
            pieces += self._take(following, *self._waiting.pop(following))
        return pieces

    def _skip_hole(self) -> list[Piece]:
        following = self._nearest()
        hole = Piece(b"", self._distance(following))
        self._expected = following
        return [hole, *self._continue()]

    def _nearest(self) -> int:
        return min(self._waiting, key=self._distance)

    def _distance(self, sequence: int) -> int:
        """How far ahead of what is expected; negative when behind."""
        assert self._expected is not None  # noqa: S101 -- set before anything waits
        ahead = (sequence - self._expected) % WRAP
        return ahead if ahead < HALF else ahead - WRAP
