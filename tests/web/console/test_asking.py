"""Requests as they are written, answers as they are read, and what is no answer."""

import pytest

from podlab.cluster import Ended, Said
from podlab.sandbox.console.asking import Question, Reply, read, written
from podlab.sandbox.console.forms import AskForm

GOOD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi"


def said(stdout: bytes = b"", stderr: bytes = b"", why: str = "", *, is_cut: bool = False) -> Said:
    return Said(stdout, stderr, Ended(None, why), is_cut)


def reply(told: Said, method: str = "GET") -> Reply:
    return read(told, method, 1.0)


def test_a_request_names_localhost_and_ends_by_itself() -> None:
    lines = written(Question("web", "POST", 8080, "/a?b", "größer")).split(b"\r\n")

    assert lines[0] == b"POST /a?b HTTP/1.1"
    assert b"Host: localhost:8080" in lines
    assert b"Connection: close" in lines
    assert b"Content-Length: 8" in lines
    assert lines[-1] == "größer".encode()


def test_an_answer_has_its_status_headers_and_body() -> None:
    found = reply(said(GOOD))

    assert (found.status, found.text, found.is_page) == (200, "hi", True)
    assert ("content-length", "2") in found.headers


@pytest.mark.parametrize(
    ("stdout", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", b"hi"),
        (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", b"until the end"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + GOOD, b"hi"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
    ],
)
def test_every_way_to_end_a_body(stdout: bytes, body: bytes) -> None:
    assert reply(said(stdout)).body == body


def test_an_answer_to_head_has_no_body() -> None:
    assert reply(said(GOOD.removesuffix(b"hi")), "HEAD").body == b""


def test_a_body_that_breaks_off_is_shown_as_far_as_it_came() -> None:
    assert reply(said(GOOD.replace(b"Length: 2", b"Length: 9"))).body == b"hi"
    assert reply(said(GOOD.replace(b"Length: 2", b"Length: 9"), is_cut=True)).is_cut


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        (said(stderr=b"nc: can't connect: Connection refused\n"), "Connection refused"),
        (said(b"-ERR unknown command\r\n"), "is no HTTP"),
        (said(why="no answer within 10 s"), "no answer within 10 s"),
        (said(), "closed"),
    ],
)
def test_what_is_no_answer_says_why(told: Said, problem: str) -> None:
    assert problem in reply(told).problem


def test_bytes_are_no_text() -> None:
    assert reply(said(b"HTTP/1.0 200 OK\r\n\r\n\x00\x01")).text == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [("path", "no-slash"), ("path", "/a b"), ("path", "/a\r\nX: y"), ("port", "0"),
     ("method", "TRACE"), ("source", "stranger")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(field: str, value: str) -> None:
    good = {"source": "web", "method": "GET", "port": "80", "path": "/", "body": ""}

    assert AskForm(["web"], good).is_valid()
    assert field in AskForm(["web"], good | {field: value}).errors
