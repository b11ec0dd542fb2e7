"""What kubectl would ask of the gateway, with a token that a page handed out."""

import httpx
import yaml
from django.test import AsyncClient

from podlab.pods.objects import JsonObject

PAGE = "/sandbox/kubectl/"
HELLO: JsonObject = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "hello"},
    "spec": {"containers": [{"name": "hello", "image": "busybox"}]},
}


async def config_of(browser: AsyncClient) -> JsonObject:
    """The kubeconfig that this browser downloads."""
    answer = await browser.post(f"{PAGE}kubeconfig/", secure=True)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="podlab-kubeconfig.yaml"'
    assert "no-store" in answer["Cache-Control"]
    found: JsonObject = yaml.safe_load(answer.content)
    return found


async def let_in(browser: AsyncClient, kubectl: httpx.AsyncClient) -> str:
    """Give kubectl this browser's token; the namespace's path."""
    config = await config_of(browser)
    kubectl.headers["Authorization"] = f"Bearer {config['users'][0]['user']['token']}"
    return f"/api/v1/namespaces/{config['contexts'][0]['context']['namespace']}"
