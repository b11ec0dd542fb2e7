"""What to do about a text that is no YAML: the parser's complaint, and advice for a human."""

import re
from collections.abc import Sequence

import yaml

from podlab.pods.errors import FieldError

INDENTED_WITH_TAB = re.compile(r"[ ]*\t")
ADVICE: Sequence[tuple[str, str]] = (
    (
        "mapping values are not allowed",
        "This line is indented differently from its neighbours, or its value needs quotes.",
    ),
    (
        "could not find expected ':'",
        "A key is followed by a colon and a space, as in `name: web`.",
    ),
    (
        "sequence entries are not allowed here",
        "A list begins on its own line, under its key.",
    ),
    ("but found '<block mapping start>'", "Indent this line exactly as its neighbours are."),
    ("but found '<block sequence start>'", "Indent this dash exactly as the dashes above it."),
    ("but found '-'", "A list and other keys can't stand side by side: check the indentation."),
    ("but found '?'", "Indent this line exactly as its neighbours are."),
    ("expected ',' or '}'", "Each { needs its }, and a comma stands between the entries."),
    ("expected ',' or ']'", "Each [ needs its ], and a comma stands between the entries."),
    ("but found '}'", "There is no { that this } closes."),
    ("but found ']'", "There is no [ that this ] closes."),
    ("expected the node content", "A value is missing here."),
    ("but found '<scalar>'", "Something is missing before this word: a colon, a comma or a quote."),
    ("unexpected end of stream", "The quote that opens here is never closed."),
    ("document separator", "The quote that opens here is never closed."),
    ("unknown escape character", "In single quotes a backslash is only a backslash."),
    (
        "expected escape sequence of",
        "After \\x, \\u and \\U come 2, 4 and 8 hexadecimal digits.",
    ),
    ("expected alphabetic or numeric", "A value that begins with * or & needs quotes."),
    ("expected a single document", "Separate documents with a line of three dashes."),
    ("incompatible YAML document", "Leave the %YAML line out."),
    ("undefined tag handle", "Leave the tag (the word after !) out."),
    ("indentation indicator", "After | or > comes a line break; the text begins on the next line."),
    ("chomping or indentation", "After | or > comes a line break; the text begins below it."),
)
END = ("'\\x00'", "the end of the text")
CANNOT_START = "that cannot start any token"
TABS_ADVICE = "YAML is indented with spaces, never with tabs: replace the tab by spaces"


def syntax_error(error: yaml.YAMLError, text: str) -> FieldError:
    """One error with line and column, from the exception of PyYAML's parser."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return FieldError("", f"yaml: {error}".splitlines()[0], line=1, column=1)
    mark = error.problem_mark
    problem = (error.problem or error.context or "not understood").replace(*END)
    if "unexpected end of stream" in problem and error.context_mark is not None:
        mark = error.context_mark
    lines = text.splitlines()
    if "'\\t'" in problem or _tab_indents(lines, mark.line):
        return _tab_error(lines, mark.line)
    return FieldError("", f"yaml: {problem}", _advice(problem), mark.line + 1, mark.column + 1)


def _advice(problem: str) -> str:
    if CANNOT_START in problem:
        return "A value that begins with this character needs quotes."
    return next((advice for part, advice in ADVICE if part in problem), "")


def _tab_indents(lines: Sequence[str], number: int) -> bool:
    return number < len(lines) and bool(INDENTED_WITH_TAB.match(lines[number]))


def _tab_error(lines: Sequence[str], number: int) -> FieldError:
    column = lines[number].find("\t") + 1 if number < len(lines) else 1
    others = [
        str(index + 1) for index in range(number + 1, len(lines)) if lines[index].startswith("\t")
    ]
    more = f" (and in line{'s' if len(others) > 1 else ''} {', '.join(others[:9])})"
    advice = TABS_ADVICE + (more if others else "") + "."
    problem = "yaml: found character that cannot start any token"
    return FieldError("", problem, advice, number + 1, max(column, 1))
