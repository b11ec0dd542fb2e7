"""The reasons that the checks give are those that authors can name, no more and no fewer."""

import ast
import re

from django.conf import settings

from podlab.curriculum.format.assertions import ImageIs
from podlab.curriculum.format.reasons import ALL_REASONS

CHECKING = settings.BASE_DIR / "podlab/exercises/checking"
NAMES = {"card_name", "check_name", "evaluate_within", "judge_all"}
FIELDS = {"ended_at", "old_path", "pod_uid", "removed_at", "settled_at", "layer_count"} | {
    *ImageIs.model_fields
}
NO_REASONS = {"cannot_check"} | NAMES | FIELDS


def words_in_the_code() -> set[str]:
    """Every text of the package that is written like a reason."""
    return {
        node.value
        for path in CHECKING.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z]+(_[a-z]+)*", node.value)
    }


def test_every_reason_is_given_by_some_check() -> None:
    assert ALL_REASONS - words_in_the_code() == set()


def test_checks_give_no_reason_that_authors_cannot_name() -> None:
    written = {word for word in words_in_the_code() if "_" in word}

    assert written - ALL_REASONS - NO_REASONS == set()
