"""The page *Your own kubectl*: download a kubeconfig, see what is there, revoke."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from podlab.cluster import ClusterError, connect
from podlab.cluster.gateway.gateway import PREFIX
from podlab.cluster.gateway.listener import SERVER_NAME, listener
from podlab.pods.objects import JsonObject
from podlab.pods.status.printing import printed_columns
from podlab.sandbox.kubectl.access import let_in, shut_out
from podlab.sandbox.kubectl.kubeconfig import FILE_NAME, Door, door_of, kubeconfig
from podlab.sandbox.models import KubectlAccess, PodRun
from podlab.sandbox.runs.guests import Guest, welcome


@require_safe
@never_cache
async def own_kubectl(request: HttpRequest) -> HttpResponse:
    """How to use it, until when it works, and what is in the namespace."""
    check_switch()
    return await page(request, welcome(request))


@require_POST
@never_cache
async def download(request: HttpRequest) -> HttpResponseBase:
    """A kubeconfig with a new token, as a file."""
    check_switch()
    guest = welcome(request)
    try:
        door = await find_door(request)
        if door is None:
            return await page(request, guest, HTTPStatus.CONFLICT)
        text = kubeconfig(door, guest.namespace, await let_in(guest))
    except ClusterError as error:
        return await page(request, guest, HTTPStatus.SERVICE_UNAVAILABLE, unavailable=str(error))
    response = HttpResponse(text, content_type="application/yaml")
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


@require_POST
async def revoke(request: HttpRequest) -> HttpResponseBase:
    """Let every kubeconfig of this guest be refused from now on."""
    check_switch()
    guest = welcome(request)
    try:
        await shut_out(guest)
    except ClusterError as error:
        return await page(request, guest, HTTPStatus.SERVICE_UNAVAILABLE, unavailable=str(error))
    response = HttpResponseRedirect(reverse("sandbox:kubectl"))
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def check_switch() -> None:
    """There is no such page where the operator has switched it off."""
    if not settings.PODLAB_OWN_KUBECTL:
        raise Http404


async def find_door(request: HttpRequest) -> Door | None:
    """Where this visitor's kubectl can reach the Pod API; raises ClusterUnavailable."""
    return door_of(
        request.get_host(),
        PREFIX,
        secure=request.is_secure(),
        own_port=listener.port,
        authority=(await connect()).authority,
        server_name=SERVER_NAME,
    )


async def page(
    request: HttpRequest, guest: Guest, status: int = HTTPStatus.OK, **more: Any
) -> TemplateResponse:
    access = await KubectlAccess.objects.filter(
        owner_key=guest.key, revoked_at=None, expires_at__gt=timezone.now()
    ).afirst()
    run = await PodRun.objects.owned_by(request).whole().filter(ended_at=None).afirst()
    context: dict[str, Any] = {
        "guest": guest,
        "access": access,
        "run": run,
        "minutes": settings.PODLAB_KUBECTL_MINUTES,
        "file_name": FILE_NAME,
        "door": None,
        "pods": [],
    }
    try:
        context["door"] = await find_door(request)
        context["pods"] = await pods_in(guest)
    except ClusterError as error:
        context["unavailable"] = str(error)
    return TemplateResponse(request, "sandbox/kubectl.html", context | more, status=status)


async def pods_in(guest: Guest) -> list[dict[str, str]]:
    """Name, status and maker of each Pod in the guest's namespace."""
    runs = PodRun.objects.of_guest(guest).current()
    known = {uid async for uid in runs.values_list("pod_uid", flat=True)}
    found = (await (await connect()).list("pods", guest.namespace))["items"]
    return [
        {
            "name": pod["metadata"]["name"],
            "status": printed_columns(pod, timezone.now()).status,
            "maker": maker_of(pod, known),
        }
        for pod in found
    ]


def maker_of(pod: JsonObject, known: set[str]) -> str:
    """Who made the Pod: this site, a controller, or kubectl."""
    owners = pod["metadata"].get("ownerReferences") or []
    if pod["metadata"]["uid"] in known:
        return "page"
    return f"{owners[0]['kind']} {owners[0]['name']}" if owners else "kubectl"
