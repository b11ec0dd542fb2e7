"""Two curves side by side in a tile's foot. static/src/live/usage.js draws them on, alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from podlab.sandbox.picture.layout.geometry import Box
from podlab.sandbox.picture.markup import element, shape, text
from podlab.sandbox.picture.sparks.limits import Limits

READINGS = 30  # across the whole width
BETWEEN, LABEL_AT, CURVE_AT, CURVE_H = 16, 36, 42, 20
HEADROOM = 1.08  # above a limit
LEAST_TOP = {"cpu": 10.0, "mem": 4.0 * 1024**2}  # so that a trifle looks like one


@dataclass(frozen=True)
class Spark:
    """One curve: its label (`cpu` or `mem`), its readings, and the limit if there is one."""

    label: str
    values: Sequence[float]
    limit: float | None

    @property
    def top(self) -> float:
        """What the upper edge stands for."""
        highest = max(self.values, default=0.0)
        if self.limit:
            return max(self.limit * HEADROOM, highest)
        return max(highest * 1.25, LEAST_TOP[self.label])

    @property
    def told(self) -> str:
        """The latest reading with its unit."""
        return amount(self.label, self.values[-1])

    def points(self, box: Box) -> str:
        """The curve as a polyline's points; the latest reading ends at the right edge."""
        step = box.w / (READINGS - 1)
        values = self.values[-READINGS:]
        start = box.right - step * (len(values) - 1)
        return " ".join(
            f"{start + step * index:.1f},{box.bottom - value / self.top * box.h:.1f}"
            for index, value in enumerate(values)
        )


def sparks_of(readings: Sequence[tuple[float, int]], limits: Limits) -> tuple[Spark, ...]:
    """CPU and memory; nothing before the first reading."""
    if not readings:
        return ()
    return (
        Spark("cpu", [cpu for cpu, _ in readings], limits.cpu),
        Spark("mem", [memory for _, memory in readings], limits.memory),
    )


def amount(label: str, value: float) -> str:
    """A reading or a limit in a few letters.

    >>> amount("cpu", 4.2), amount("cpu", 0.3), amount("mem", 38 * 1024**2), amount("mem", 300000)
    ('4 m', '0.3 m', '38 MiB', '293 KiB')
    """
    if label == "cpu":
        return f"{value:.1f} m" if 0 < value < 1 else f"{value:.0f} m"
    if value < 1024**2:
        return f"{value / 1024:.0f} KiB"
    return f"{value / 1024**2:.0f} MiB" if value < 1024**3 else f"{value / 1024**3:.1f} GiB"


def sparks_markup(container: str, foot: Box, inset: float, sparks: Sequence[Spark]) -> list[str]:
    """Each with its label, its latest reading and, dashed, its limit."""
    width = (foot.w - 2 * inset - BETWEEN) / 2
    return [
        _spark(container, spark, Box(foot.x + inset + index * (width + BETWEEN), foot.y, width, 0))
        for index, spark in enumerate(sparks)
    ]


def _spark(container: str, spark: Spark, place: Box) -> str:
    box = Box(place.x, place.y + CURVE_AT, place.w, CURVE_H)
    limit = _limit(spark, box)
    return element(
        "g",
        element("title", told_in_full(spark)),
        text(box.x, place.y + LABEL_AT, spark.label, "t-dim"),
        text(box.right, place.y + LABEL_AT, spark.told, "t-mono spark-told", "end"),
        limit,
        shape(f"M{box.x:g} {box.bottom:g}h{box.w:g}", "spark-base"),
        element("polyline", points=spark.points(box), class_=f"spark spark-{spark.label}"),
        class_="spark-group",
        data_container=container,
        data_usage=spark.label,
        data_limit=f"{spark.limit or 0:g}",
        data_box=f"{box.x:g} {box.y:g} {box.w:g} {box.h:g}",
    )


def _limit(spark: Spark, box: Box) -> str:
    if not spark.limit:
        return ""
    y = box.bottom - spark.limit / spark.top * box.h
    return shape(f"M{box.x:g} {y:.1f}h{box.w:g}", "spark-limit")


def told_in_full(spark: Spark) -> str:
    """The reading in words.

    >>> told_in_full(Spark("mem", [1048576.0], 67108864.0))
    'memory: 1 MiB, limit 64 MiB'
    """
    name = "CPU" if spark.label == "cpu" else _("memory")
    limit = _("no limit")
    if spark.limit:
        limit = _("limit %(amount)s") % {"amount": amount(spark.label, spark.limit)}
    return f"{name}: {spark.told}, {limit}"
