"""Quantities, read and written as Kubernetes does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.pods.quantities import (
    InvalidQuantity,
    bytes_of,
    canonical,
    cpu_millis,
    parse_quantity,
)


@pytest.mark.parametrize(
    ("text", "millis"), [("1", 1000), ("100m", 100), ("0.0005", 1), (2, 2000), (0.25, 250)]
)
def test_cpu_is_counted_in_thousandths_rounded_up(text: str | float, millis: int) -> None:
    assert cpu_millis(text) == millis


@pytest.mark.parametrize(
    ("text", "size"),
    [("64Mi", 64 * 2**20), ("1.5Gi", 1536 * 2**20), ("1k", 1000), ("1e3", 1000), ("100m", 1)],
)
def test_size_is_counted_in_bytes_rounded_up(text: str, size: int) -> None:
    assert bytes_of(text) == size


@pytest.mark.parametrize("text", ["", "x", "1 Gi", "64MB", "1ki", "--1", "1e", ".", "1" * 70, "½"])
def test_text_that_is_no_amount(text: str) -> None:
    with pytest.raises(InvalidQuantity, match="quantities must match"):
        parse_quantity(text)


@given(st.from_regex(r"\A[+-]?[0-9]{1,9}(\.[0-9]{1,3})?(m|k|M|G|Ki|Mi|Gi|e3|E2)?\Z"))
def test_canonical_form_is_the_same_amount(text: str) -> None:
    assert parse_quantity(canonical(text)) == parse_quantity(text)
