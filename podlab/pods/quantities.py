"""Kubernetes quantities such as `100m` and `64Mi`, read exactly.

Source: apimachinery pkg/api/resource/quantity.go.
"""

import re
from decimal import ROUND_UP, Decimal
from fractions import Fraction

PATTERN = re.compile(
    r"([+-]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:([eE])([+-]?[0-9]{1,3})|(.*))", re.DOTALL
)
INVALID = (
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
)
SUFFIXES = {
    "": Fraction(1),
    **{suffix: Fraction(10) ** (3 * power) for power, suffix in enumerate("kMGTPE", 1)},
    **{f"{suffix}i": Fraction(1024) ** power for power, suffix in enumerate("KMGTPE", 1)},
    **{suffix: Fraction(1, 10 ** (3 * power)) for power, suffix in enumerate("mun", 1)},
}
LONGEST = 64


class InvalidQuantity(ValueError):
    """A text that is no quantity; says so in the API server's words."""

    def __init__(self) -> None:
        super().__init__(INVALID)


def parse_quantity(text: str | float) -> Fraction:
    """The exact amount. Raises `InvalidQuantity`.

    >>> parse_quantity("1.5Gi") == Fraction(3, 2) * 1024**3
    True
    >>> parse_quantity("250m")
    Fraction(1, 4)
    """
    match = PATTERN.fullmatch(str(text)) if len(str(text)) <= LONGEST else None
    if match is None:
        raise InvalidQuantity
    sign, digits, exponent, power, suffix = match.groups()
    scale = Fraction(10) ** int(power) if exponent else SUFFIXES.get(suffix or "")
    if scale is None or (exponent and abs(int(power)) > LONGEST):
        raise InvalidQuantity
    return Fraction(digits.rstrip(".") or "0") * scale * (-1 if sign == "-" else 1)


def round_up(amount: Fraction, unit: Fraction) -> int:
    """How many whole `unit`s cover the amount.

    >>> round_up(parse_quantity("1500m"), Fraction(1))
    2
    """
    return -((-amount) // unit)


def cpu_millis(text: str | float) -> int:
    """CPUs in thousandths, rounded up."""
    return round_up(parse_quantity(text), Fraction(1, 1000))


def bytes_of(text: str | float) -> int:
    """Bytes, rounded up."""
    return round_up(parse_quantity(text), Fraction(1))


def canonical(text: str | float) -> str:
    """The quantity as the API server writes it back.

    >>> [canonical(each) for each in ("0.5", "1000m", "1024Mi", "1.5Gi", "100k", 2, "1e3")]
    ['500m', '1', '1Gi', '1536Mi', '100k', '2', '1e3']
    """
    plain = str(text)
    amount = parse_quantity(plain)
    if re.search(r"[eE][+-]?\d+$", plain):
        return _with_exponent(amount)
    if plain.endswith("i"):
        return _with_suffix(amount, [f"{suffix}i" for suffix in "EPTGMK"])
    return _with_suffix(amount, list("EPTGMk"))


def _with_suffix(amount: Fraction, suffixes: list[str]) -> str:
    for suffix in [*suffixes, "", "m", "u", "n"]:
        count = amount / SUFFIXES[suffix]
        if count.denominator == 1 and (count != 0 or suffix == ""):
            return f"{count.numerator}{suffix}"
    rounded = (Decimal(amount.numerator) / Decimal(amount.denominator)).quantize(
        Decimal("1e-9"), rounding=ROUND_UP
    )
    return f"{int(rounded * 10**9)}n"


def _with_exponent(amount: Fraction) -> str:
    for power in (18, 15, 12, 9, 6, 3, 0, -3, -6, -9):
        count = amount / Fraction(10) ** power
        if count.denominator == 1 and (count != 0 or power == 0):
            return f"{count.numerator}e{power}" if power else f"{count.numerator}"
    return _with_suffix(amount, [])
