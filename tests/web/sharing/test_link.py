"""A manifest in an address: there and back, and nothing else ever comes out."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.sandbox.sharing.link import LONGEST_CODE, MOST_BYTES, BadLink, code_of, manifest_in


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_comes_back(text: str) -> None:
    assert manifest_in(code_of(text) or "") == text


@given(st.text(max_size=200) | st.from_regex(r"[A-Za-z0-9_-]{0,200}", fullmatch=True))
def test_any_other_code_is_no_manifest(code: str) -> None:
    try:
        text = manifest_in(code)
    except BadLink:
        return
    assert manifest_in(code_of(text) or "") == text


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(data, 9)).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "code",
    [
        packed(b"a" * (MOST_BYTES + 1)),
        packed(b"a" * (50 << 20))[:LONGEST_CODE],
        packed(b"\xff\xfe"),
        packed(b"kind: Pod")[:-4],
        "A" * (LONGEST_CODE + 1),
        "eNo=x",
    ],
    ids=["too much", "a bomb", "no text", "cut short", "too long", "no code"],
)
def test_a_code_that_is_made_to_harm_is_refused(code: str) -> None:
    with pytest.raises(BadLink):
        manifest_in(code)


def test_a_long_text_has_no_code() -> None:
    assert code_of("".join(map(chr, range(0x4E00, 0x9F00)))) is None
    assert code_of("a" * (MOST_BYTES + 1)) is None
