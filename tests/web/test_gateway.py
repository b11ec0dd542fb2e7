"""The gateway: whom it lets through, and what it passes."""

import httpx
import pytest
from django.test import AsyncClient

from tests.support.api_server import TOKEN, ApiServer
from tests.web.kubectl import HELLO, let_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.usefixtures("api")
async def test_it_lets_no_token_but_a_learners_through(
    visitor: AsyncClient, kubectl: httpx.AsyncClient
) -> None:
    path = await let_in(visitor, kubectl)

    for headers in ({}, {"Authorization": f"Bearer {TOKEN}"}, {"Authorization": "Basic YTpi"}):
        kubectl.headers.pop("Authorization", None)
        answer = await kubectl.get(f"{path}/pods", headers=headers)
        assert answer.status_code == 401
        assert answer.json()["reason"] == "Unauthorized"


@pytest.mark.usefixtures("api")
async def test_it_serves_paths_of_the_api_only(
    visitor: AsyncClient, kubectl: httpx.AsyncClient
) -> None:
    await let_in(visitor, kubectl)

    codes = {
        path: (await kubectl.get(path)).status_code
        for path in ("/version", "/api", "/openapi/v3", "/livez", "/apiary", "/", "/sandbox/")
    }

    assert codes == {
        "/version": 200, "/api": 200, "/openapi/v3": 200,
        "/livez": 404, "/apiary": 404, "/": 404, "/sandbox/": 404,
    }  # fmt: skip


@pytest.mark.usefixtures("api")
async def test_it_passes_what_matters_and_nothing_of_a_browser(
    visitor: AsyncClient, kubectl: httpx.AsyncClient
) -> None:
    path = await let_in(visitor, kubectl)
    pod = {**HELLO, "spec": {**HELLO["spec"], "oops": 1}}

    made = await kubectl.post(f"{path}/pods", json=pod, headers={"Cookie": "sessionid=x"})
    table = await kubectl.get(
        f"{path}/pods?limit=500",
        headers={"Accept": "application/json;as=Table;v=v1;g=meta.k8s.io"},
    )

    assert made.headers["warning"] == '299 - "unknown field \\"spec.oops\\""'
    assert made.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert "set-cookie" not in made.headers
    assert table.json()["kind"] == "Table"


@pytest.mark.usefixtures("api")
async def test_it_reads_no_more_than_the_api_would(
    visitor: AsyncClient, kubectl: httpx.AsyncClient
) -> None:
    path = await let_in(visitor, kubectl)

    answer = await kubectl.post(f"{path}/pods", content=b" " * (3 * 1024 * 1024 + 1))

    assert (answer.status_code, answer.json()["reason"]) == (413, "RequestEntityTooLarge")


async def test_it_says_when_nobody_answers(
    own_api: ApiServer, visitor: AsyncClient, kubectl: httpx.AsyncClient
) -> None:
    path = await let_in(visitor, kubectl)
    own_api.stop()

    answer = await kubectl.get(f"{path}/pods")

    assert (answer.status_code, answer.json()["reason"]) == (503, "ServiceUnavailable")
    own_api.start()
