"""Reports of learners in the studio: whom they reach, what they say, how they are answered."""

from django.test import Client

from podlab.accounts.models import User
from podlab.exercises.models import Attempt, Report, Skip
from tests.authoring.packs import SLUG, instructor, pack_of, signed_in


def reported(pack: str, **fields: str) -> Report:
    return Report.objects.create(
        owner_key="0123456789", pack=pack, exercise="whose-localhost", version=1, content="c0ffee",
        step="build", of="check:listens", title="Something listens",
        words="<b>It does listen</b>", record={"readings": [], "variables": {}, "locale": "en"},
        **fields,
    )  # fmt: skip


def test_a_report_is_answered_without_saying_who_wrote(studio: Client, ada: User) -> None:
    pack_of(ada)
    report = reported(SLUG)

    page = studio.get(f"/studio/reports/{report.pk}/")
    studio.post(f"/studio/reports/{report.pk}/", {"answer": "Mended, thank you."})

    report.refresh_from_db()
    assert b"0123456789" not in page.content
    assert b"<b>It does" not in page.content
    assert (report.answer, report.answered_by) == ("Mended, thank you.", "ada")
    inbox = studio.get("/studio/reports/")
    assert (list(inbox.context["waiting"]), list(inbox.context["answered"])) == ([], [report])


def test_reports_reach_who_may_mend_the_exercise(studio: Client, ada: User) -> None:
    pack_of(ada)
    mine, of_all = reported(SLUG), reported("pods-101")
    his = signed_in(instructor("bob"))

    assert set(studio.get("/studio/reports/").context["waiting"]) == {mine, of_all}
    assert set(his.get("/studio/reports/").context["waiting"]) == {of_all}
    assert his.get(f"/studio/reports/{mine.pk}/").status_code == 404
    assert his.post(f"/studio/reports/{mine.pk}/", {"answer": "x"}).status_code == 404


def test_what_was_left_behind_is_told_with_its_reason(studio: Client, ada: User) -> None:
    pack_of(ada)
    for pack in (SLUG, "somebody-elses"):
        attempt = Attempt.objects.create(
            owner_key=pack[:10], pack=pack, exercise="a", content="c", version=1
        )
        Skip.objects.create(attempt=attempt, step="build", reason="broken", words="no node")

    page = studio.get("/studio/reports/")

    assert [(each.attempt.pack, each.reason) for each in page.context["skips"]] == [
        (SLUG, "broken")
    ]
