"""ServiceAccounts over HTTP: what their tokens open, how they end, and how much fits."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from podlab.node.api.app import create_app
from podlab.node.api.context import ApiContext
from podlab.node.objects.quota import MOST_IN_A_NAMESPACE
from tests.node.api.conftest import config_map, pod_manifest

MINE = "/api/v1/namespaces/mine"
ACCOUNT = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "learner"}}
HOUR = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
        "spec": {"expirationSeconds": 3600}}  # fmt: skip


@pytest.fixture
def learner(api: TestClient, context: ApiContext) -> TestClient:
    """A client with the token of an account in the namespace `mine`."""
    for name in ("mine", "other"):
        namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
        assert api.post("/api/v1/namespaces", json=namespace).status_code == 201
    assert api.post(f"{MINE}/serviceaccounts", json=ACCOUNT).status_code == 201
    answer = api.post(f"{MINE}/serviceaccounts/learner/token", json=HOUR)
    assert answer.status_code == 201
    headers = {"Authorization": f"Bearer {answer.json()['status']['token']}"}
    return TestClient(create_app(context), headers=headers, raise_server_exceptions=False)


def test_an_account_works_at_home_only(api: TestClient, learner: TestClient) -> None:
    api.post("/api/v1/namespaces/other/configmaps", json=config_map("theirs"))

    assert learner.post(f"{MINE}/configmaps", json=config_map("c")).status_code == 201
    assert learner.post(f"{MINE}/pods", json=pod_manifest()).status_code == 201
    assert learner.get(f"{MINE}/pods/a/log").status_code == 200
    assert learner.get(MINE).json()["metadata"]["name"] == "mine"
    for path in (
        "/api/v1/namespaces/other/configmaps/theirs",
        "/api/v1//namespaces/other/configmaps/theirs",
        "/api/v1/namespaces/mine/..%2fother/configmaps/theirs",
        "/api/v1/namespaces%2fother/configmaps/theirs",
        "/api/v1/configmaps",
        "/api/v1/nodes",
    ):
        assert learner.get(path).status_code == 403
    with learner.websocket_connect(
        f"{MINE}/pods/a/exec?command=ls&stdout=1", ["v5.channel.k8s.io"]
    ) as socket:
        assert socket.accepted_subprotocol == "v5.channel.k8s.io"


def test_an_account_is_told_the_truth_about_itself(learner: TestClient) -> None:
    def review(group: str, kind: str, spec: dict[str, Any]) -> Any:
        body = {"apiVersion": f"{group}/v1", "kind": kind, "spec": spec}
        answer = learner.post(f"/apis/{group}/v1/{kind.lower()}s", json=body)
        assert answer.status_code == 201
        return answer.json()["status"]

    def can(verb: str, resource: str, namespace: str) -> bool:
        wanted = {"verb": verb, "resource": resource, "namespace": namespace}
        spec = {"resourceAttributes": wanted}
        found: bool = review("authorization.k8s.io", "SelfSubjectAccessReview", spec)["allowed"]
        return found

    who = review("authentication.k8s.io", "SelfSubjectReview", {})["userInfo"]
    assert who["username"] == "system:serviceaccount:mine:learner"
    assert "system:serviceaccounts:mine" in who["groups"]
    assert can("create", "pods", "mine")
    assert not can("create", "pods", "other")
    assert not can("list", "pods", "")
    assert not can("list", "nodes", "")
    path = {"nonResourceAttributes": {"verb": "get", "path": "/version"}}
    assert review("authorization.k8s.io", "SelfSubjectAccessReview", path)["allowed"]
    rules = review("authorization.k8s.io", "SelfSubjectRulesReview", {"namespace": "mine"})
    assert ["pods", "configmaps", "secrets", "persistentvolumeclaims", "services"] in [
        each["resources"] for each in rules["resourceRules"]
    ]
    elsewhere = review("authorization.k8s.io", "SelfSubjectRulesReview", {"namespace": "other"})
    assert len(elsewhere["resourceRules"]) == 2


def test_a_token_ends_with_its_account(api: TestClient, learner: TestClient) -> None:
    assert learner.get(f"{MINE}/pods").status_code == 200

    api.delete(f"{MINE}/serviceaccounts/learner")
    assert learner.get(f"{MINE}/pods").status_code == 401
    api.post(f"{MINE}/serviceaccounts", json=ACCOUNT)
    assert learner.get(f"{MINE}/pods").status_code == 401


def test_a_token_ends_with_its_namespace(api: TestClient, learner: TestClient) -> None:
    api.delete(MINE)

    assert learner.get(f"{MINE}/pods").status_code == 401


@pytest.mark.parametrize(
    ("seconds", "code", "told"),
    [
        (599, 422, "may not specify a duration less than 10 minutes"),
        (1 << 33, 422, "may not specify a duration larger than 2^32 seconds"),
        ("600", 400, "must be a whole number"),
        (600, 201, ""),
        (None, 201, ""),
    ],
)
def test_how_long_a_token_may_be_good_for(
    api: TestClient, learner: TestClient, seconds: object, code: int, told: str
) -> None:
    body = {**HOUR, "spec": {"expirationSeconds": seconds}}

    answer = api.post(f"{MINE}/serviceaccounts/learner/token", json=body)

    assert answer.status_code == code
    assert told in answer.json().get("message", "")


def test_a_token_is_for_an_account_that_is_there(api: TestClient, learner: TestClient) -> None:
    answer = api.post(f"{MINE}/serviceaccounts/nobody/token", json=HOUR)

    assert answer.status_code == 404
    assert answer.json()["message"] == 'serviceaccounts "nobody" not found'
    assert api.get(f"{MINE}/serviceaccounts/learner/token").status_code == 405


def test_a_namespace_with_an_account_holds_a_few_pods(
    api: TestClient, learner: TestClient, context: ApiContext
) -> None:
    for number in range(MOST_IN_A_NAMESPACE["pods"]):
        assert learner.post(f"{MINE}/pods", json=pod_manifest(f"p{number}")).status_code == 201

    answer = learner.post(f"{MINE}/pods", json=pod_manifest("one-more"))
    assert answer.status_code == 403
    assert answer.json()["message"] == (
        'pods "one-more" is forbidden: exceeded quota: podlab, requested: pods=1, used: pods=8,'
        " limited: pods=8"
    )
    context.store.change(
        "pods", "mine", "p0", lambda pod: {**pod, "status": {"phase": "Succeeded"}}
    )
    assert learner.post(f"{MINE}/pods", json=pod_manifest("one-more")).status_code == 201
    for number in range(MOST_IN_A_NAMESPACE["pods"] + 1):
        manifest = pod_manifest(f"p{number}")
        assert api.post("/api/v1/namespaces/other/pods", json=manifest).status_code == 201


def test_a_namespace_with_an_account_holds_some_config_maps(learner: TestClient) -> None:
    codes = [
        learner.post(f"{MINE}/configmaps", json=config_map(f"c{number}")).status_code
        for number in range(MOST_IN_A_NAMESPACE["configmaps"] + 1)
    ]

    assert codes == [201] * MOST_IN_A_NAMESPACE["configmaps"] + [403]


def test_nobody_acts_as_somebody_else(learner: TestClient) -> None:
    answer = learner.get(f"{MINE}/pods", headers={"Impersonate-User": "podlab-admin"})

    assert answer.status_code == 403
    assert 'cannot impersonate resource "users"' in answer.json()["message"]
