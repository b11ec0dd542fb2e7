"""ServiceAccounts: their tokens, and what they may do."""

from datetime import UTC, datetime, timedelta

import pytest

from podlab.node.api.access.attributes import Attributes, read_attributes
from podlab.node.api.access.identities import ADMIN, service_account
from podlab.node.api.access.rules import may, refusal
from podlab.node.api.access.tokens import AccountTokens
from podlab.node.api.context import ApiContext

LEARNER = service_account("mine", "learner", "u1")
MINE = "/api/v1/namespaces/mine"
ACCOUNT = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "learner"}}
HOUR = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
        "spec": {"expirationSeconds": 3600}}  # fmt: skip
PODS = ("", "pods")
APPS = "/apis/apps/v1/namespaces/mine"


@pytest.mark.parametrize(
    ("method", "path", "wanted"),
    [
        ("GET", "/api/v1/pods", Attributes("list", group="", resource="pods")),
        ("GET", f"{MINE}/pods", Attributes("list", "", *PODS, "", "mine")),
        ("GET", f"{MINE}/pods/a", Attributes("get", "", *PODS, "", "mine", "a")),
        ("HEAD", f"{MINE}/pods/a/log", Attributes("get", "", *PODS, "log", "mine", "a")),
        ("POST", f"{MINE}/pods/a/exec", Attributes("create", "", *PODS, "exec", "mine", "a")),
        ("GET", f"{MINE}/pods/a:80/proxy/x//y",
         Attributes("get", "", *PODS, "proxy", "mine", "a:80")),
        ("DELETE", f"{MINE}/pods", Attributes("deletecollection", "", *PODS, "", "mine")),
        ("PUT", f"{APPS}/deployments/d/scale",
         Attributes("update", "", "apps", "deployments", "scale", "mine", "d")),
        ("GET", "/api/v1/namespaces", Attributes("list", resource="namespaces")),
        ("GET", MINE, Attributes("get", "", "", "namespaces", "", "mine", "mine")),
        ("PUT", f"{MINE}/status",
         Attributes("update", "", "", "namespaces", "status", "mine", "mine")),
        ("GET", "/api/v1/nodes/n", Attributes("get", resource="nodes", name="n")),
        ("GET", "/api/v1", Attributes("get", "/api/v1")),
        ("GET", "/api/v1//namespaces/other/pods",
         Attributes("get", "/api/v1//namespaces/other/pods")),
        ("GET", "/api/v2/pods", Attributes("get", "/api/v2/pods")),
        ("OPTIONS", "/version", Attributes("options", "/version")),
    ],
)  # fmt: skip
def test_attributes_of_a_request(method: str, path: str, wanted: Attributes) -> None:
    found = read_attributes(method, path)

    assert found == Attributes(**{**wanted.__dict__, "path": path})


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", f"{MINE}/pods", True),
        ("POST", f"{MINE}/pods", True),
        ("DELETE", f"{MINE}/pods", True),
        ("PATCH", f"{MINE}/pods/a", True),
        ("GET", f"{MINE}/pods/a/exec", True),
        ("GET", f"{MINE}/pods/a/portforward", True),
        ("GET", f"{MINE}/pods/a/attach", True),
        ("GET", f"{MINE}/pods/a:80/proxy/any/where", True),
        ("GET", f"{MINE}/pods/a/log", True),
        ("PATCH", f"{MINE}/pods/a/ephemeralcontainers", True),
        ("GET", f"{MINE}/events", True),
        ("POST", f"{MINE}/secrets", True),
        ("PATCH", f"{APPS}/deployments/d/scale", True),
        ("POST", "/apis/autoscaling/v2/namespaces/mine/horizontalpodautoscalers", True),
        ("GET", "/apis/metrics.k8s.io/v1beta1/namespaces/mine/pods", True),
        ("GET", MINE, True),
        ("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", True),
        ("GET", "/api", True),
        ("GET", "/apis/apps/v1", True),
        ("GET", "/openapi/v3/apis/apps/v1", True),
        ("GET", "/version", True),
        ("GET", "/api/v1/pods", False),
        ("GET", "/apis/apps/v1/deployments", False),
        ("GET", "/api/v1/namespaces", False),
        ("GET", "/api/v1/namespaces/other", False),
        ("GET", "/api/v1/namespaces/other/pods", False),
        ("GET", "/api/v1/namespaces/other/pods/a/exec", False),
        ("GET", "/api/v1/namespaces/other/secrets", False),
        ("POST", "/api/v1/namespaces", False),
        ("DELETE", MINE, False),
        ("PUT", f"{MINE}/status", False),
        ("PUT", f"{MINE}/pods/a/status", False),
        ("POST", f"{MINE}/events", False),
        ("POST", f"{MINE}/serviceaccounts", False),
        ("DELETE", f"{MINE}/serviceaccounts/learner", False),
        ("POST", f"{MINE}/serviceaccounts/learner/token", False),
        ("GET", "/api/v1/nodes", False),
        ("GET", "/apis/metrics.k8s.io/v1beta1/pods", False),
        ("POST", "/apis/preparation.podlab/v1/namespaces/mine/pods", False),
        ("GET", "/apis/observation.podlab/v1/namespaces/mine/pods/a/stream", False),
        ("POST", "/apis/builds.podlab/v1/namespaces/mine/images/a", False),
        ("GET", "/api/v1//namespaces/other/pods", False),
        ("GET", "/api/v1/namespaces//pods", False),
        ("GET", f"{MINE}/pods/", False),
        ("GET", "//api/v1/namespaces/other/pods", False),
        ("GET", "/apis//v1/namespaces/mine/pods", False),
        ("POST", "/api/v1", False),
        ("GET", "/", False),
        ("GET", "/metrics", False),
    ],
)
def test_an_account_may_do_what_pods_need_at_home(method: str, path: str, allowed: bool) -> None:
    wanted = read_attributes(method, path)

    assert may(LEARNER, wanted) is allowed
    assert may(ADMIN, wanted)


@pytest.mark.parametrize(
    ("method", "path", "sentence"),
    [
        ("GET", "/api/v1/namespaces/default/pods",
         ('pods is forbidden: User "system:serviceaccount:mine:learner" cannot list resource'
         ' "pods" in API group "" in the namespace "default"')),
        ("GET", "/api/v1/namespaces/default/pods/a/log",
         ('pods "a" is forbidden: User "system:serviceaccount:mine:learner" cannot get resource'
         ' "pods/log" in API group "" in the namespace "default"')),
        ("GET", "/apis/apps/v1/deployments",
         ('deployments.apps is forbidden: User "system:serviceaccount:mine:learner" cannot list'
         ' resource "deployments" in API group "apps" at the cluster scope')),
        ("GET", "/metrics",
         'forbidden: User "system:serviceaccount:mine:learner" cannot get path "/metrics"'),
    ],
)  # fmt: skip
def test_a_refusal_is_the_api_servers_sentence(method: str, path: str, sentence: str) -> None:
    refused = refusal(LEARNER, read_attributes(method, path))

    assert (refused.code, refused.reason, str(refused)) == (403, "Forbidden", sentence)


def test_a_token_stands_for_its_account_until_it_ends(context: ApiContext) -> None:
    tokens, now = AccountTokens(), datetime(2026, 1, 1, tzinfo=UTC)
    stored = context.store.create(
        "serviceaccounts", {"metadata": {"name": "learner", "namespace": "mine"}}
    )
    uid = stored["metadata"]["uid"]
    token, end = tokens.sign("mine", "learner", uid, now, 600)

    def reads(by: AccountTokens, text: str, seconds: int) -> bool:
        found = by.user_of(text, context.store, now + timedelta(seconds=seconds))
        assert found in (None, service_account("mine", "learner", uid))
        return found is not None

    assert end == now + timedelta(minutes=10)
    assert reads(tokens, token, 0)
    assert reads(tokens, token, 599)
    assert not reads(tokens, token, 600)
    assert not reads(AccountTokens(), token, 0)
    assert not reads(tokens, token[:-2], 0)
    assert not reads(tokens, "", 0)
    header, payload, _ = token.split(".")
    assert not reads(tokens, f"{header}.{payload}.", 0)
    unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"  # {"alg":"none","typ":"JWT"}
    assert not reads(tokens, f"{unsigned}.{payload}.", 0)
    context.store.delete("serviceaccounts", "mine", "learner")
    assert not reads(tokens, token, 0)
    context.store.create("serviceaccounts", {"metadata": {"name": "learner", "namespace": "mine"}})
    assert not reads(tokens, token, 0)
