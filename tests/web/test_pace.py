"""How long a viewer's next message waits."""

from podlab.sandbox.live.stream import BUSY, SECONDS_BETWEEN_MESSAGES, SECONDS_WHEN_BUSY, Pace


def test_messages_follow_soon_until_there_are_too_many() -> None:
    pace = Pace()
    calm = {pace.pause(10 + number / 100) for number in range(500)}
    busy = [pace.pause(20 + number / 1000) for number in range(BUSY)]

    assert calm == {SECONDS_BETWEEN_MESSAGES}
    assert busy[-1] == SECONDS_WHEN_BUSY
    assert pace.pause(30) == SECONDS_BETWEEN_MESSAGES
