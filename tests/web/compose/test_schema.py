"""What the editor is told of the API: types by name, fields with a sentence, words and images."""

import gzip
import json

import pytest
from django.test import AsyncClient

from podlab.node.api.discovery.openapi import document_of
from podlab.sandbox.compose.schema import WORDS, brief, compact
from tests.support.api_server import ApiServer

pytestmark = pytest.mark.django_db(transaction=True)
SCHEMA = compact(document_of("v1")["components"]["schemas"])
SIXTY_KILOBYTES = 60_000


@pytest.mark.parametrize(
    ("holder", "field", "kind"),
    [
        ("Pod", "spec", "PodSpec"),
        ("PodSpec", "containers", "[]Container"),
        ("Container", "livenessProbe", "Probe"),
        ("Container", "command", "[]string"),
        ("ContainerPort", "containerPort", "integer"),
        ("ResourceRequirements", "limits", "{}Quantity"),
        ("HTTPGetAction", "port", "IntOrString"),
        ("ConfigMap", "data", "{}string"),
    ],
)
def test_a_field_has_its_type_and_a_sentence(holder: str, field: str, kind: str) -> None:
    found, about = SCHEMA["types"][holder][field]

    assert found == kind
    assert about


def test_what_nobody_writes_is_left_out() -> None:
    assert "status" not in SCHEMA["types"]["Pod"]
    assert "PodStatus" not in SCHEMA["types"]


@pytest.mark.parametrize("place", WORDS)
def test_words_are_offered_for_fields_that_exist(place: str) -> None:
    holder, field = place.split(".")

    assert SCHEMA["types"][holder][field][0] == "string"


def test_a_description_is_cut_between_sentences() -> None:
    assert brief("One. Two. More info: there.") == "One. Two."
    assert brief("One e.g. two. " + "X" * 300) == "One e.g. two."


async def test_the_schema_is_small_and_served_once_the_cluster_answers(
    visitor: AsyncClient, api: ApiServer
) -> None:
    packed = await visitor.get("/sandbox/schema/", headers={"Accept-Encoding": "gzip"})
    plain = await visitor.get("/sandbox/schema/")

    assert len(packed.content) < SIXTY_KILOBYTES
    assert json.loads(gzip.decompress(packed.content)) == json.loads(plain.content)
    assert plain.json()["types"]["Probe"]["periodSeconds"][0] == "integer"
