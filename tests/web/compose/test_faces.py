"""The composer's faces as pages: they post without JavaScript, and htmx gets its parts."""

import pytest
from django.test import AsyncClient

from podlab.node.images.catalogue import CATALOGUE
from podlab.sandbox.compose.composing import digest
from podlab.sandbox.compose.images import images
from podlab.sandbox.models import PodRun
from tests.support.api_server import ApiServer
from tests.web.compose.test_composing import posted
from tests.web.manifests import PAIR, TWO_MISTAKES

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"HX-Request": "true", "HX-Target": "composed"}
NOT_FOR_A_FORM = [
    "a: [",
    "",
    "apiVersion: v1\nkind: ConfigMap\n",
    "- 1\n",
    "kind: Pod",
    "apiVersion: v1\nkind: Pod\nmetadata: web\nspec: none\n",
]


def test_each_image_of_the_catalogue_is_offered_once_by_a_name_that_learners_write() -> None:
    entries = [CATALOGUE.resolve(image.name) for image in images()]

    assert sorted(entry.name for entry in entries if entry) == sorted(CATALOGUE.names())
    assert None not in entries


async def test_the_form_opens_adds_and_closes_without_javascript(
    visitor: AsyncClient, no_api: None
) -> None:
    opened = await visitor.post("/sandbox/form/", {"manifest": PAIR, "face": "form"})
    added = await visitor.post("/sandbox/form/", {**posted(PAIR), "do": "add:spec-volumes"})
    text = added.context["form"]["manifest"].value()
    closed = await visitor.post("/sandbox/form/", {**posted(text), "face": "yaml"})

    assert 'name="spec-containers-1-name" value="client"' in opened.content.decode()
    assert "volume-1" in text
    assert 'name="spec-volumes-0-name" value="volume-1"' in added.content.decode()
    assert "spec-volumes-0-name" not in closed.content.decode()
    assert closed.context["form"]["manifest"].value() == text


async def test_one_field_answers_htmx_with_the_text_only(
    visitor: AsyncClient, no_api: None
) -> None:
    changed = {**posted(PAIR), "spec-containers-0-image": "redis"}
    answer = await visitor.post("/sandbox/form/", changed, headers=HTMX)
    text = PAIR.replace("nginx", "redis")

    assert answer.context["composed"].text == text
    assert f'name="form-of" value="{digest(text)}"' in answer.content.decode()
    assert "spec-containers-0-image" not in answer.content.decode()


async def test_a_mistake_stands_at_its_field(visitor: AsyncClient, no_api: None) -> None:
    answer = await visitor.post("/sandbox/form/", {"manifest": TWO_MISTAKES, "face": "form"})
    image = answer.context["pod_form"].main[0].part.fields["image"]
    name = answer.context["pod_form"].head.fields["name"]

    assert image.problems == ["Required value"]
    assert name.problems[0].startswith('Invalid value: "Pair"')


@pytest.mark.parametrize("text", NOT_FOR_A_FORM)
async def test_a_text_without_a_form_says_so(visitor: AsyncClient, no_api: None, text: str) -> None:
    answer = await visitor.post("/sandbox/form/", {"manifest": text, "face": "form"})

    assert answer.status_code == 200
    assert answer.context["form"]["manifest"].value() == text


async def test_a_pod_of_a_thousand_fields_is_left_to_the_yaml(
    visitor: AsyncClient, no_api: None
) -> None:
    variables = "".join(f"        - {{name: A{number}}}\n" for number in range(120))
    text = PAIR.replace("      image: nginx\n", f"      image: nginx\n      env:\n{variables}")
    answer = await visitor.post("/sandbox/form/", {"manifest": text, "face": "form"})
    again = await visitor.post("/sandbox/form/", {"manifest": text, "form-of": "", "face": "yaml"})

    assert "more fields than the form can show" in answer.content.decode()
    assert 'name="form-of"' not in answer.content.decode()
    assert again.context["form"]["manifest"].value() == text


async def test_a_large_form_can_be_posted(visitor: AsyncClient, no_api: None) -> None:
    variables = "".join(f"        - {{name: A{number}}}\n" for number in range(90))
    text = PAIR.replace("      image: nginx\n", f"      image: nginx\n      env:\n{variables}")
    changed = {**posted(text), "pod-name": "couple"}
    answer = await visitor.post("/sandbox/form/", changed)

    assert len(changed) > 500
    assert answer.context["form"]["manifest"].value() == text.replace("pair", "couple")


async def test_run_takes_what_stands_in_the_form(visitor: AsyncClient, api: ApiServer) -> None:
    answer = await visitor.post("/sandbox/run/", {**posted(PAIR), "pod-name": "couple"})
    run = await PodRun.objects.aget()
    await visitor.post(f"/sandbox/{run.uid}/stop/")

    assert answer["Location"].endswith("?face=form")
    assert run.manifest == PAIR.replace("name: pair", "name: couple")


async def test_run_waits_for_what_the_form_could_not_say(
    visitor: AsyncClient, api: ApiServer
) -> None:
    open_quote = {**posted(PAIR), "spec-containers-1-command": "sleep '1"}
    answer = await visitor.post("/sandbox/run/", open_quote)

    assert answer.status_code == 422
    assert await PodRun.objects.acount() == 0
