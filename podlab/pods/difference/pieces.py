"""Two sequences in pieces of a fixed size: which are equal, and which went and came.

Source: google/go-cmp, report_slices.go.
"""

from collections.abc import Callable, Sequence
from typing import Any

from podlab.pods.difference.edits import Edit, edits_between, plain
from podlab.pods.difference.printing import Options
from podlab.pods.difference.texts import Line, Record, Stats, with_ellipsis

CONTEXT = 2
MakeText = Callable[[Any], str]


def pieces(
    options: Options, x: Sequence[Any], y: Sequence[Any], chunk: int, name: str, text: MakeText
) -> list[Record]:
    """Both sides in pieces of `chunk` elements, with some that are equal around the others."""
    groups = groups_of(x, y, chunk // 4, name)
    most = (1 << options.verbosity) << 2
    records: list[Record] = []
    shown, rest = 0, Stats(name)
    for number, group in enumerate(groups):
        if shown >= most:
            rest += group
            continue
        if not group.different:
            around = (number != 0, number != len(groups) - 1)
            records = _equal(records, x, group, chunk, around, text)
            x, y = x[group.identical :], y[group.identical :]
            continue
        nx = group.identical + group.removed + group.modified
        ny = group.identical + group.inserted + group.modified
        added = [*_chunks(x[:nx], chunk, "-", text), *_chunks(y[:ny], chunk, "+", text)]
        records, shown = [*records, *added], shown + len(added)
        x, y = x[nx:], y[ny:]
    return with_ellipsis(records, rest) if rest != Stats(name) else records


def _equal(
    records: list[Record],
    x: Sequence[Any],
    group: Stats,
    chunk: int,
    around: tuple[bool, bool],
    text: MakeText,
) -> list[Record]:
    count = group.identical
    low = min(chunk * CONTEXT, count) if around[0] else 0
    high = min(chunk * CONTEXT, count - low) if around[1] else 0
    if count - (low + high) <= chunk:
        high = count - low
    records = [*records, *_chunks(x[:low], chunk, " ", text)]
    if count > low + high:
        records = with_ellipsis(records, Stats(group.name, identical=count - low - high))
    return [*records, *_chunks(x[count - high : count], chunk, " ", text)]


def _chunks(values: Sequence[Any], chunk: int, diff: str, text: MakeText) -> list[Record]:
    starts = range(0, len(values), chunk)
    return [Record(Line(text(values[start : start + chunk])), diff) for start in starts]


def groups_of(x: Sequence[Any], y: Sequence[Any], window: int, name: str) -> list[Stats]:
    """Runs of equal and of other elements, without equal ones too short to be worth a break."""
    edits = edits_between(len(x), len(y), lambda one, other: plain(x[one] == y[other]))
    return _trimmed(_joined(_runs(edits, name), window), x, y)


def _runs(edits: Sequence[Edit], name: str) -> list[Stats]:
    fields = {Edit.SAME: "identical", Edit.REMOVED: "removed", Edit.INSERTED: "inserted",
              Edit.MODIFIED: "modified"}  # fmt: skip
    runs: list[Stats] = []
    before: bool | None = None
    for edit in edits:
        one = Stats(name, **{fields[edit]: 1})
        equal = edit is Edit.SAME
        runs = [*runs[:-1], runs[-1] + one] if before is equal else [*runs, one]
        before = equal
    return runs


def _joined(runs: Sequence[Stats], window: int) -> list[Stats]:
    groups: list[Stats] = []
    for run in runs:
        if len(groups) >= 2 and run.different:
            before, equal = groups[-2:]
            left = before.removed > 0 or run.removed > 0
            right = before.inserted > 0 or run.inserted > 0
            if left and right and equal.identical <= window:
                groups[-2:] = [before + equal + run]
                continue
        groups.append(run)
    return groups


def _trimmed(groups: list[Stats], x: Sequence[Any], y: Sequence[Any]) -> list[Stats]:
    """Equal elements at the ends of a run of others belong to its neighbours."""
    found: list[Stats] = []
    carried = ix = iy = 0
    for group in groups:
        name = group.name
        if not group.different:
            whole = group + Stats(name, identical=carried)
            ix, iy, carried = ix + group.identical, iy + group.identical, 0
            found = _with_equal(found, whole)
            continue
        nx = group.identical + group.removed + group.modified
        ny = group.identical + group.inserted + group.modified
        leading = _common(x[ix : ix + nx], y[iy : iy + ny], 1)
        trailing = _common(x[ix : ix + nx], y[iy : iy + ny], -1)
        ix, iy = ix + nx, iy + ny
        if leading + trailing:
            nx, ny = nx - leading - trailing, ny - leading - trailing
            group = Stats(name, removed=nx, inserted=ny)  # noqa: PLW2901 -- the same, trimmed
        found = _with_equal(found, Stats(name, identical=leading)) if leading else found
        found, carried = [*found, group], trailing
    return [*found, Stats(groups[-1].name, identical=carried)] if carried else found


def _with_equal(found: list[Stats], equal: Stats) -> list[Stats]:
    if found and not found[-1].different:
        return [*found[:-1], found[-1] + equal]
    return [*found, equal]


def _common(x: Sequence[Any], y: Sequence[Any], step: int) -> int:
    count = 0
    for one, other in zip(x[::step], y[::step], strict=False):
        if one != other:
            break
        count += 1
    return count
