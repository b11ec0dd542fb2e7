"""Home, workbench and panels: they read without a node, and ask little of the database."""

import asyncio

import pytest
from django.test import AsyncClient, Client
from pytest_django import DjangoAssertNumQueries

from podlab.sandbox.compose.examples import examples
from podlab.sandbox.models import PodRun
from tests.support.api_server import ApiServer
from tests.web.test_runs import started

transactional = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reader(settings: object) -> Client:
    return Client(SERVER_NAME="localhost")


def test_home_tells_the_six_differences_without_a_query(reader: Client) -> None:
    answer = reader.get("/")

    assert [row.aspect for row in answer.context["rows"]] == [
        "Definition", "Networking", "Storage", "Lifecycle", "Scaling", "Communication",
    ]  # fmt: skip
    assert "<code>kubectl scale</code> or HPA" in answer.content.decode()
    assert answer.content.decode().count("<svg") > 6


def test_home_sends_a_strict_policy(reader: Client) -> None:
    policy = reader.get("/")["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_what_is_not_there_says_so(reader: Client) -> None:
    assert reader.get("/nothing/here/").status_code == 404


@transactional
async def test_the_sandbox_is_read_without_a_node(visitor: AsyncClient, no_api: None) -> None:
    answer = await visitor.get("/sandbox/")

    assert answer.status_code == 200
    assert answer.context["form"]["manifest"].value() == examples()[0].manifest


@transactional
async def test_a_run_is_kept_on_the_page_while_the_node_is_away(
    own_api: ApiServer, visitor: AsyncClient
) -> None:
    run = await started(visitor)
    own_api.stop()
    answer = await visitor.get("/sandbox/")
    own_api.start()

    assert answer.status_code == 200
    assert answer.context["run"] == run
    assert "make run" in answer.context["unavailable"]
    assert answer.context["form"]["manifest"].value() == run.manifest


@transactional
@pytest.mark.parametrize("example", examples(), ids=lambda example: example.slug)
async def test_an_example_can_be_laid_out_and_has_no_mistakes(
    visitor: AsyncClient, no_api: None, example: object
) -> None:
    slug = getattr(example, "slug", "")
    answer = await visitor.get(f"/sandbox/?example={slug}")
    text = answer.context["form"]["manifest"].value()
    checked = await visitor.post("/sandbox/check/", {"manifest": text})

    assert list(checked.context["problems"]) == []


@transactional
async def test_panels_are_read_without_javascript(visitor: AsyncClient, api: ApiServer) -> None:
    run = await started(visitor)
    pod = api.pods(run.namespace)[0]
    api.start_containers(pod)
    api.logs.write("web", "hello from web")
    api.watch(pod)
    api.see(pod, {
        "kind": "request", "time": 1.0, "protocol": "http", "from": "client", "to": "web",
        "port": 80, "method": "GET", "path": "/index.html", "status": 200, "duration_ms": 1.5,
    })  # fmt: skip
    api.see(pod, {
        "kind": "file", "time": 1.0, "volume": "shared", "path": "a.txt", "action": "write",
        "by": "web", "size": 5, "text": "hello", "truncated": False,
    })  # fmt: skip
    await visitor.get(f"/sandbox/{run.uid}/logs/")
    read = {
        name: (await visitor.get(f"/sandbox/{run.uid}/{name}/")).content.decode()
        for name in ("logs", "traffic", "files", "status", "picture", "events")
    }

    assert "hello from web" in read["logs"]
    assert "/index.html" in read["traffic"]
    assert "a.txt" in read["files"]
    assert "Running" in read["status"]
    assert "GET /index.html 200" in read["picture"]


@transactional
@pytest.mark.parametrize("count", [1, 3])
def test_the_workbench_asks_the_database_once_however_many_runs(
    reader: Client, no_api: None, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reader.get("/sandbox/")
    key = reader.session["guest"]
    for number in range(count):
        PodRun.objects.create(
            owner_key=key, namespace="learner-x", name=f"pod{number}", manifest="kind: Pod",
            expires_at="2026-01-01T00:00:00Z", removed_at="2026-01-01T00:00:00Z",
        )  # fmt: skip
    with django_assert_num_queries(1):
        assert reader.get("/sandbox/").status_code == 200


@transactional
async def test_x_rays_are_a_link_without_javascript(visitor: AsyncClient, api: ApiServer) -> None:
    before = await visitor.get("/sandbox/?xray=1")
    run = await started(visitor)
    pod = api.start_containers(api.pods(run.namespace)[0])
    api.watch(pod)
    each = {"container": "web", "id": "web-0", "namespaces": {"net": 4026532547}}
    api.see(pod, {"kind": "namespaces", "time": 1.0, "containers": [each]})
    text = ""
    for _ in range(600):  # until the topic has heard of it
        text = (await visitor.get("/sandbox/?xray=1")).content.decode()
        if "<code>4026532547</code>" in text:
            break
        await asyncio.sleep(0.1)

    assert "the kernel has no namespaces for this Pod" in before.content.decode()
    assert "<code>4026532547</code>" in text
    assert 'aria-pressed="true"' in text
    assert "Namespaces of the kernel" not in (await visitor.get("/sandbox/")).content.decode()
