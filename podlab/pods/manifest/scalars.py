"""How Kubernetes reads a plain YAML word: YAML 1.1 as go-yaml sees it, not as PyYAML does.

Source: sigs.k8s.io/yaml goyaml.v2/resolve.go; the differences are in the design of the input rules:
`y` is true, `0o17` is 15, `12:30:45` and dates are strings, `1e3` is a number.
"""

import math
import re
from collections.abc import Mapping

Scalar = str | int | float | bool | None

WORDS: Mapping[str, Scalar] = {
    **dict.fromkeys(
        ("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True
    ),
    **dict.fromkeys(
        ("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False
    ),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
INTEGER = re.compile(
    r"([+-]?)(?:0[xX](?P<hex>[0-9a-fA-F]+)|0[bB](?P<bin>[01]+)|0[oO]?(?P<oct>[0-7]+)"
    r"|(?P<dec>0|[1-9][0-9]*))"
)
BASES = {"hex": 16, "bin": 2, "oct": 8, "dec": 10}
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
LONGEST_NUMBER = 400  # characters; nothing longer fits a float
JSON_WHOLE = 1e21  # below this Go writes a whole float without an exponent


def resolve(word: str) -> Scalar:
    """The value of a plain (unquoted) scalar.

    >>> [resolve(word) for word in ("yes", "n", "0400", "0o400", "1e3", "12:30", "2024-01-01", "~")]
    [True, False, 256, 256, 1000, '12:30', '2024-01-01', None]
    """
    if word in WORDS:
        return WORDS[word]
    if word[0] not in "+-.0123456789" or len(word) > LONGEST_NUMBER:
        return word
    plain = word if word[0] == "." else word.replace("_", "")
    whole = INTEGER.fullmatch(plain)
    if whole and whole.lastgroup:
        return _integer(whole, word)
    return _float(plain, word)


def key_text(value: Scalar) -> str | None:
    """A mapping's key as JSON needs it: a string; None where there is no such string."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int():
            return str(value)
        case float() if math.isfinite(value):
            return f"{value:g}"
        case _:
            return None


def _integer(match: re.Match[str], word: str) -> Scalar:
    group = match.lastgroup or "dec"
    value = int(match[group], BASES[group]) * (-1 if match[1] == "-" else 1)
    if -(2**63) <= value < 2**64:
        return value
    try:
        return float(value)
    except OverflowError:
        return word


def _float(plain: str, word: str) -> Scalar:
    if not FLOAT.fullmatch(plain):
        return word
    value = float(plain)
    if math.isinf(value):
        return word
    return int(value) if value.is_integer() and abs(value) < JSON_WHOLE else value
