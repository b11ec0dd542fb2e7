"""The table of words that Kubernetes reads otherwise than PyYAML does."""

import math
from typing import Any

import pytest

from podlab.pods.manifest import API_LIMITS, parse_manifest


def value_of(word: str) -> Any:
    text = f"apiVersion: v1\nkind: Thing\nvalue: {word}\n"
    return parse_manifest(text, API_LIMITS, kinds=None).documents[0].object["value"]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("y", True),
        ("N", False),
        ("yes", True),
        ("no", False),
        ("on", True),
        ("Off", False),
        ("yEs", "yEs"),
        ("12:30:45", "12:30:45"),
        ("190:20:30", "190:20:30"),
        ("2024-01-01", "2024-01-01"),
        ("2024-99-99", "2024-99-99"),
        ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
        ("0o400", 256),
        ("0o17", 15),
        ("0400", 256),
        ("010", 8),
        ("08", 8),
        ("1e3", 1000),
        (".5", 0.5),
        ("=", "="),
        ("1_000", 1000),
        ("0x1F", 31),
        ("-0x1F", -31),
        ("0b11", 3),
        ("+1", 1),
        ("1.", 1),
        ("1.5", 1.5),
        ("1e999", "1e999"),
        ("9" * 350, "9" * 350),
        ("-0x" + "F" * 300, "-0x" + "F" * 300),
        ("9" * 5000, "9" * 5000),
        ("1.2.3", "1.2.3"),
        ("null", None),
        ("~", None),
        ("", None),
        ("'yes'", "yes"),
        ('"8080"', "8080"),
        ("!!str 5", "5"),
        ("'\\ud83d'", "\\ud83d"),
        ('"\\ud83d\\ude00"', "\N{GRINNING FACE}"),
    ],
)
def test_word_is_read_as_kubernetes_does(word: str, value: object) -> None:
    assert value_of(word) == value


def test_number_beyond_64_bits_is_a_float() -> None:
    assert value_of("99999999999999999999") == 1e20


def test_not_a_number_stays_one() -> None:
    assert math.isnan(value_of(".nan"))


@pytest.mark.parametrize(
    ("key", "name"),
    [("1", "1"), ("yes", "true"), ("off", "false"), ("1.5", "1.5"), ("a b", "a b"), ('"1"', "1")],
)
def test_key_becomes_a_string(key: str, name: str) -> None:
    assert value_of(f"{{{key}: x}}") == {name: "x"}


def test_merge_key_brings_in_what_is_not_there() -> None:
    text = "apiVersion: v1\nkind: Thing\nbase: &base {a: 1}\nvalue: {<<: *base, b: 2}\n"

    assert parse_manifest(text, kinds=None).documents[0].object["value"] == {"a": 1, "b": 2}
