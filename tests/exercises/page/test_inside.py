"""Which Pod one looks into, and what is there when nothing runs."""

from uuid import UUID

import pytest
from django.test import AsyncClient

from podlab.exercises.page.inside.choosing import Inner, chosen
from podlab.sandbox.models import PodRun
from tests.exercises.page.conftest import LESSON

APART = Inner(PodRun(uid=UUID(int=1), name="client"), "client · Apart", is_pod=False)
POD = Inner(PodRun(uid=UUID(int=2), name="duo"), "duo · One Pod", is_pod=True)
ELSEWHERE = PodRun(uid=UUID(int=3), name="somebody-elses")


@pytest.mark.parametrize(
    ("inner", "asked", "found"),
    [
        ([APART, POD], "", POD),
        ([APART, POD], str(APART.run.uid), APART),
        ([APART, POD], str(ELSEWHERE.uid), POD),
        ([APART], "nonsense", APART),
        ([], "", None),
    ],
)
def test_one_looks_into_what_runs_for_oneself(
    inner: list[Inner], asked: str, found: Inner | None
) -> None:
    assert chosen(inner, asked) == found


@pytest.mark.django_db(transaction=True)
async def test_there_is_nothing_to_look_into_before_anything_runs(browser: AsyncClient) -> None:
    page = await browser.get(f"{LESSON}inside/")

    assert page.status_code == 200
    assert page.context["run"] is None
    assert b"Nothing runs here now." in page.content


@pytest.mark.django_db(transaction=True)
async def test_a_lesson_without_a_scene_offers_no_look_inside(browser: AsyncClient) -> None:
    page = await browser.get(LESSON)

    assert b"Look inside what runs" not in page.content
