"""What is told of connections: exchanges, refusals, and whose they are."""

from collections.abc import Iterable

import pytest

from podlab.observation.traffic.connections import (
    Accepted,
    Answered,
    ConnectionTable,
    Opened,
    Refused,
    Unanswered,
)
from podlab.observation.traffic.exchanges import Exchange
from podlab.observation.traffic.segments import Segment
from tests.support.packets import CLIENT_MARK, SERVER_MARK, Conversation, cut

GET = b"GET /a?b=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
HEAD = b"HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n"
HELLO = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: 1\r\n\r\n"
)
NOT_MODIFIED = b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"
NO_LENGTH = b"HTTP/1.0 200 OK\r\n\r\nuntil the end"
POST = b"POST /p HTTP/1.1\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"
LOCALHOST_6 = bytes(15) + b"\1"


def exchanges(segments: Iterable[Segment], listening: int = 80) -> list[Exchange]:
    table = ConnectionTable(lambda port: port == listening)
    return [
        happening.exchange
        for segment in segments
        for happening in table.push(segment)
        if isinstance(happening, Answered)
    ]


def summary(exchange: Exchange) -> tuple[str | None, str | None, int | str | None, bool]:
    return exchange.method, exchange.path, exchange.status, exchange.complete


def test_a_request_and_its_response_are_one_exchange() -> None:
    talk = Conversation()
    found = exchanges([*talk.open(), *talk.say(GET), *talk.answer(HELLO), *talk.close()])

    assert [summary(each) for each in found] == [("GET", "/a?b=1", 200, True)]
    (exchange,) = found
    assert exchange.duration_ms == pytest.approx(1.0, abs=0.01)
    assert (exchange.request_bytes, exchange.response_bytes) == (len(GET), len(HELLO))
    assert bytes(exchange.request_preview) == GET
    assert bytes(exchange.response_preview) == HELLO


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(
    ("asked", "answered", "expected"),
    [
        (GET, HELLO, [("GET", "/a?b=1", 200, True)]),
        (GET * 2, HELLO * 2, [("GET", "/a?b=1", 200, True)] * 2),
        (GET, CHUNKED, [("GET", "/a?b=1", 200, True)]),
        (GET * 2, CHUNKED + HELLO, [("GET", "/a?b=1", 200, True)] * 2),
        (
            HEAD + GET,
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + HELLO,
            [("HEAD", "/", 200, True), ("GET", "/a?b=1", 200, True)],
        ),
        (
            GET * 2,
            NOT_MODIFIED + HELLO,
            [("GET", "/a?b=1", 304, True), ("GET", "/a?b=1", 200, True)],
        ),
        (
            POST + b"body" + GET,
            b"HTTP/1.1 100 Continue\r\n\r\n" + HELLO + HELLO,
            [("POST", "/p", 200, True), ("GET", "/a?b=1", 200, True)],
        ),
        (GET, NO_LENGTH, [("GET", "/a?b=1", 200, True)]),
    ],
    ids=["length", "pipelined", "chunked", "chunked-then-length", "head", "304", "100", "close"],
)
def test_http_is_read_however_it_is_cut(
    asked: bytes,
    answered: bytes,
    expected: list[tuple[str, str, int, bool]],
    size: int,
) -> None:
    talk = Conversation()
    segments = [
        *talk.open(),
        *talk.say(asked, size),
        *talk.answer(answered, size),
        *talk.close(),
    ]

    assert [summary(each) for each in exchanges(segments)] == expected


def test_keep_alive_gives_one_exchange_per_request() -> None:
    talk = Conversation()
    segments = [*talk.open()]
    for number in range(5):
        segments += [*talk.say(GET.replace(b"/a", b"/%d" % number)), *talk.answer(HELLO)]

    assert [each.path for each in exchanges(segments)] == [f"/{n}?b=1" for n in range(5)]


def test_segments_out_of_order_and_repeated_are_put_right() -> None:
    talk = Conversation()
    opening = [*talk.open()]
    asked = [*talk.say(GET, 9)]
    answered = [*talk.answer(CHUNKED, 11)]
    shuffled = [
        *opening,
        *asked[1::-1],
        *asked[:3],
        *asked[2:][::-1],
        *answered[::-1],
        *answered[:4],
        *talk.close(),
    ]

    (exchange,) = exchanges(shuffled)
    assert summary(exchange) == ("GET", "/a?b=1", 200, True)
    assert exchange.response_bytes == CHUNKED.index(b"5;x") + 11


def test_a_large_body_that_the_capture_cut_is_still_counted() -> None:
    talk = Conversation()
    body = b"x" * 300_000
    response = b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + body
    segments = [
        *talk.open(),
        *talk.say(GET),
        *(cut(each, 4000) for each in talk.answer(response, 60_000)),
        *talk.say(GET),
        *talk.answer(HELLO),
    ]

    large, small = exchanges(segments)
    assert (large.response_bytes, large.complete) == (len(response), True)
    assert small.status == 200


def test_a_chunk_that_the_capture_cut_does_not_hide_the_next_exchange() -> None:
    talk = Conversation()
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    response = head + b"c350\r\n" + b"x" * 50_000 + b"\r\n0\r\n\r\n"
    whole = [*talk.open(), *talk.say(GET), *talk.answer(response)]
    following = [*talk.say(GET), *talk.answer(HELLO)]

    cut_once = [*whole[:-1], cut(whole[-1], 4000)]
    assert [each.status for each in exchanges([*cut_once, *following])] == [200, 200]
    whole_again = exchanges([*whole, *following])
    assert [each.status for each in whole_again] == [200, 200]
    assert whole_again[0].response_bytes == len(head) + 50_000


def test_after_a_hole_the_next_request_is_read_again() -> None:
    talk = Conversation()
    first = [*talk.open(), *talk.say(GET), *talk.answer(HELLO)]
    list(talk.say(GET))  # never captured
    lost = [*talk.answer(HELLO)]
    rest = []
    for _ in range(70):
        rest += [*talk.say(GET), *talk.answer(HELLO)]

    found = exchanges([*first, *lost, *rest])
    assert 1 < len(found) <= 71
    assert {summary(each) for each in found} == {("GET", "/a?b=1", 200, True)}


def test_a_connection_older_than_the_capture_is_read_from_its_next_request() -> None:
    talk = Conversation()
    list(talk.open())

    assert [each.status for each in exchanges([*talk.say(GET), *talk.answer(HELLO)])] == [200]


def test_redis_commands_are_exchanges_with_words() -> None:
    talk = Conversation(port=6379)
    value = b"v" * 2000
    asked = (
        b"*3\r\n$3\r\nset\r\n$8\r\ngreeting\r\n$2000\r\n%s\r\n" % value
        + b"*2\r\n$3\r\nGET\r\n$8\r\ngreeting\r\n"
        + b"*1\r\n$4\r\nOOPS\r\n"
        + b"*2\r\n$3\r\nGET\r\n$4\r\nnone\r\n"
    )
    answered = b"+OK\r\n$2000\r\n%s\r\n-ERR unknown command\r\n$-1\r\n" % value
    segments = [*talk.open(), *talk.say(asked, 700), *talk.answer(answered, 600)]

    found = exchanges(segments, listening=6379)
    assert [(each.protocol, each.method, each.status) for each in found] == [
        ("redis", "SET", "OK"),
        ("redis", "GET", "OK"),
        ("redis", "OOPS", "ERR"),
        ("redis", "GET", "OK"),
    ]
    assert found[1].path == "greeting"
    assert bytes(found[1].response_preview) == value[:1024]
    assert bytes(found[3].response_preview) == b"(nil)"


def test_nested_redis_replies_are_one_value() -> None:
    talk = Conversation(port=6379)
    reply = b"*2\r\n%1\r\n+a\r\n:1\r\n*0\r\n" + b"+PONG\r\n"
    asked = b"*1\r\n$6\r\nNESTED\r\n*1\r\n$4\r\nPING\r\n"
    found = exchanges([*talk.open(), *talk.say(asked), *talk.answer(reply, 3)], listening=6379)

    assert [(each.method, each.status) for each in found] == [("NESTED", "OK"), ("PING", "PONG")]


def test_an_unknown_protocol_makes_an_exchange_per_turn() -> None:
    talk = Conversation(port=5000)
    segments = [
        *talk.open(),
        *talk.answer(b"220 hello\r\n"),
        *talk.say(b"ehlo\r\n"),
        *talk.answer(b"250-a\r\n"),
        *talk.answer(b"250 b\r\n"),
        *talk.close(),
    ]

    banner, hello = exchanges(segments, listening=5000)
    assert (banner.protocol, banner.request_bytes, banner.response_bytes) == ("tcp", 0, 11)
    assert (hello.request_bytes, hello.response_bytes, hello.complete) == (6, 14, True)


@pytest.mark.parametrize(
    ("asked", "protocol"),
    [(GET, "http"), (b"*1\r\n$4\r\nPING\r\n", "redis"), (b"a line of a log\n", "tcp")],
)
def test_what_is_never_answered_is_told_when_the_connection_ends(
    asked: bytes, protocol: str
) -> None:
    talk = Conversation()
    table = ConnectionTable(lambda _: False)
    segments = [*talk.open(), *talk.say(asked), *talk.close()]
    happenings = [happening for each in segments for happening in table.push(each)]

    assert [type(happening) for happening in happenings] == [Opened, Accepted, Unanswered]
    unanswered = happenings[-1]
    assert isinstance(unanswered, Unanswered)
    assert unanswered.exchange.protocol == protocol
    assert (unanswered.exchange.status, unanswered.exchange.duration_ms) == (None, None)
    assert unanswered.exchange.complete


def test_a_reset_of_the_first_packet_is_a_refusal() -> None:
    talk = Conversation(port=8080)
    table = ConnectionTable(lambda _: False)
    happenings = [happening for each in talk.refuse() for happening in table.push(each)]

    assert [type(happening) for happening in happenings] == [Opened, Refused]
    refused = happenings[1]
    assert isinstance(refused, Refused)
    assert (refused.connection.port, refused.connection.client_mark) == (8080, CLIENT_MARK)


@pytest.mark.parametrize(("address", "family"), [(bytes([127, 0, 0, 1]), 4), (LOCALHOST_6, 6)])
def test_marks_say_who_is_at_each_end(address: bytes, family: int) -> None:
    talk = Conversation(address=address)
    table = ConnectionTable(lambda _: False)
    segments = [*talk.open(), *talk.say(GET), *talk.answer(HELLO)]
    happenings = [happening for each in segments for happening in table.push(each)]

    assert [type(happening) for happening in happenings] == [Opened, Accepted, Answered]
    connection = happenings[-1].connection
    assert (connection.client_mark, connection.server_mark) == (CLIENT_MARK, SERVER_MARK)
    assert connection.family == family


def test_hostile_bytes_never_break_the_decoder() -> None:
    hostile = [
        b"GET / HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nabc",
        b"*-1\r\n*999999999999\r\n$5\r\n",
        b"*1\r\n" * 100,
        b"*x\r\n",
        b"$" + b"1" * 70_000,
        b"\x16\x03\x01\x02\x00\x01",
        bytes(range(256)) * 20,
    ]
    for number, data in enumerate(hostile):
        talk = Conversation(client_port=41000 + number)
        segments = [*talk.open(), *talk.say(data, 900), *talk.answer(data, 900), *talk.close()]
        exchanges(segments)
