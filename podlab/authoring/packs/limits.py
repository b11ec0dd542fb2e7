"""What a pack may hold at most, and the sentence that refuses what holds more."""

from collections.abc import Iterable

FILES = 1000
BYTES = 16 << 20  # unpacked
ARCHIVE_BYTES = 8 << 20
FILE_BYTES = 1 << 20


class Refused(ValueError):
    """A pack that is not taken: one sentence, and the places where more is to be mended."""

    def __init__(self, sentence: str, details: Iterable[str] = ()) -> None:
        self.details = tuple(details)
        super().__init__(sentence)
