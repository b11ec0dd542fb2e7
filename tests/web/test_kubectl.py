"""The page *Your own kubectl*: what it hands out, to whom, and what becomes of it in the end."""

from datetime import timedelta

import httpx
import pytest
from django.conf import LazySettings
from django.test import AsyncClient
from django.utils import timezone

from podlab.cluster.gateway.places import places
from podlab.sandbox.kubectl.keeping import end_kubectl_that_is_over, end_what_streams
from podlab.sandbox.kubectl.kubeconfig import Door, door_of
from podlab.sandbox.models import KubectlAccess, PodRun
from podlab.sandbox.runs.keeper import remove_idle_namespaces, tell_what_ended
from tests.support.api_server import ApiServer
from tests.web.kubectl import HELLO, PAGE, let_in
from tests.web.test_runs import is_going, names, started

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("host", "secure", "own_port", "door"),
    [
        ("school.example", True, 0, Door("https://school.example/kube")),
        ("school.example:444", True, 8443, Door("https://school.example:444/kube")),
        ("room1:8000", False, 8443, Door("https://room1:8443/kube", "CA", "podlab")),
        ("[::1]:8000", False, 8443, Door("https://[::1]:8443/kube", "CA", "podlab")),
        ("room1:8000", False, 0, None),
    ],
)
def test_where_kubectl_finds_the_pod_api(
    host: str, secure: bool, own_port: int, door: Door | None
) -> None:
    found = door_of(
        host, "/kube", secure=secure, own_port=own_port, authority="CA", server_name="podlab"
    )

    assert found == door


async def test_a_kubeconfig_opens_ones_own_namespace(
    visitor: AsyncClient, outsider: AsyncClient, kubectl: httpx.AsyncClient, api: ApiServer
) -> None:
    theirs = await let_in(outsider, kubectl)
    mine = await let_in(visitor, kubectl)

    assert (await kubectl.post(f"{mine}/pods", json=HELLO)).status_code == 201
    assert (await kubectl.get(f"{mine}/pods/hello")).json()["metadata"]["name"] == "hello"
    assert (await kubectl.get(f"{theirs}/pods")).status_code == 403
    page = (await visitor.get(PAGE, secure=True)).content.decode()
    assert "<td>hello</td>" in page
    assert kubectl.headers["Authorization"].removeprefix("Bearer ") not in page
    assert "<td>hello</td>" not in (await outsider.get(PAGE, secure=True)).content.decode()


async def test_over_http_nothing_is_handed_out(visitor: AsyncClient, api: ApiServer) -> None:
    page = (await visitor.get(PAGE)).content.decode()
    answer = await visitor.post(f"{PAGE}kubeconfig/")

    assert "It shows its token over https only" in page
    assert "Download kubeconfig" not in page
    assert answer.status_code == 409
    assert await KubectlAccess.objects.acount() == 0


async def test_without_a_node_the_page_says_so(visitor: AsyncClient, no_api: None) -> None:
    answer = await visitor.get(PAGE, secure=True)
    download = await visitor.post(f"{PAGE}kubeconfig/", secure=True)

    assert answer.status_code == 200
    assert b"There is no kubeconfig yet" in answer.content
    assert download.status_code == 503


async def test_the_operator_switches_it_off(
    visitor: AsyncClient, kubectl: httpx.AsyncClient, api: ApiServer, settings: LazySettings
) -> None:
    settings.PODLAB_OWN_KUBECTL = False

    assert (await visitor.get(PAGE, secure=True)).status_code == 404
    assert (await visitor.post(f"{PAGE}kubeconfig/", secure=True)).status_code == 404
    assert (await kubectl.get("/version")).status_code == 404
    assert b"/sandbox/kubectl/" not in (await visitor.get("/sandbox/")).content


async def test_a_revoked_token_opens_nothing(
    visitor: AsyncClient, kubectl: httpx.AsyncClient, api: ApiServer
) -> None:
    path = await let_in(visitor, kubectl)
    await kubectl.post(f"{path}/pods", json=HELLO)
    assert b"Revoke</button>" in (await visitor.get(PAGE, secure=True)).content

    assert (await visitor.post(f"{PAGE}revoke/", secure=True)).status_code == 303
    assert (await kubectl.get(f"{path}/pods")).status_code == 401
    page = (await visitor.get(PAGE, secure=True)).content
    assert b"Revoke</button>" not in page
    assert b"<td>hello</td>" in page
    assert (await let_in(visitor, kubectl)) == path
    assert (await kubectl.get(f"{path}/pods")).status_code == 200


@pytest.mark.parametrize("address", [f"{PAGE}kubeconfig/", f"{PAGE}revoke/"])
async def test_nothing_happens_by_get_or_from_another_site(
    visitor: AsyncClient, api: ApiServer, address: str
) -> None:
    strict = AsyncClient(enforce_csrf_checks=True)

    assert (await visitor.get(address, secure=True)).status_code == 405
    assert (await strict.post(address, secure=True)).status_code == 403
    assert await KubectlAccess.objects.acount() == 0


async def test_what_streams_ends_where_another_process_revokes(
    visitor: AsyncClient, kubectl: httpx.AsyncClient, api: ApiServer
) -> None:
    path = await let_in(visitor, kubectl)
    with places.take("a token", f"{path}/pods") as place:
        await end_what_streams()
        assert not place.ended.is_set()
        await KubectlAccess.objects.aupdate(revoked_at=timezone.now())
        await end_what_streams()
        assert place.ended.is_set()


async def expire() -> None:
    await KubectlAccess.objects.aupdate(expires_at=timezone.now() - timedelta(seconds=1))


async def test_in_the_end_the_namespace_goes(
    visitor: AsyncClient, kubectl: httpx.AsyncClient, api: ApiServer
) -> None:
    path = await let_in(visitor, kubectl)
    await kubectl.post(f"{path}/pods", json=HELLO)
    await end_kubectl_that_is_over()
    await remove_idle_namespaces()
    assert (await kubectl.get(f"{path}/pods/hello")).status_code == 200

    await expire()
    await end_kubectl_that_is_over()

    namespace = path.rpartition("/")[2]
    left = [each for each in api.store.list("namespaces").items if not is_going(each)]
    assert namespace not in [each["metadata"]["name"] for each in left]
    assert all(is_going(pod) for pod in api.pods(namespace))
    assert (await KubectlAccess.objects.aget()).removed_at is not None


async def test_in_the_end_what_kubectl_made_goes_but_not_the_run(
    visitor: AsyncClient, kubectl: httpx.AsyncClient, api: ApiServer
) -> None:
    run = await started(visitor)
    path = await let_in(visitor, kubectl)
    await kubectl.post(f"{path}/pods", json=HELLO)

    await expire()
    await end_kubectl_that_is_over()

    staying = [pod for pod in api.pods(run.namespace) if not is_going(pod)]
    assert [pod["metadata"]["uid"] for pod in staying] == [run.pod_uid]
    assert names(api, "serviceaccounts", run.namespace) == []
    assert (await kubectl.get(f"{path}/pods")).status_code == 401


async def test_a_run_that_kubectl_deletes_has_ended(
    visitor: AsyncClient, kubectl: httpx.AsyncClient, api: ApiServer
) -> None:
    run = await started(visitor)
    path = await let_in(visitor, kubectl)

    assert (await kubectl.delete(f"{path}/pods/{run.name}")).status_code == 200
    for pod in api.pods(run.namespace):
        api.remove(pod)
    await PodRun.objects.aupdate(created_at=timezone.now() - timedelta(minutes=2))
    await tell_what_ended()

    await run.arefresh_from_db()
    assert run.end_reason == "deleted with kubectl"
    assert run.removed_at is not None
