"""The group preparation.podlab: checked as on create, nothing stored, and one create per set."""

from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from podlab.node.api.app import create_app
from podlab.node.api.context import ApiContext
from podlab.node.api.preparation.route import PREPARATION_ROUTES
from podlab.node.runtime import Preparation
from tests.node.api.conftest import HEADERS, PODS, pod_manifest

PREPARE = "/apis/preparation.podlab/v1/namespaces/{}/pods"
HERE = PREPARE.format("default")


@dataclass
class OnePreparer:
    """Prepares one Pod at a time; every create is like it."""

    prepared: list[Preparation] = field(default_factory=list)
    problem: str = ""
    groups: list[str] = field(default_factory=list)

    def prepare(
        self, pod: dict[str, Any], *, generated: bool, group: str = ""
    ) -> Future[Preparation]:
        assert isinstance(generated, bool)
        self.groups.append(group)
        answer: Future[Preparation] = Future()
        name = pod["metadata"]["name"]
        if self.problem:
            answer.set_result(Preparation(name, problem=self.problem))
        else:
            self.prepared = [Preparation(name, "the-uid")]
            answer.set_result(self.prepared[0])
        return answer

    def claim(self, pod: dict[str, Any], **_: bool) -> Preparation | None:
        assert pod["spec"]["containers"]
        return self.prepared.pop() if self.prepared else None

    def give_back(self, claimed: Preparation) -> None:
        self.prepared.append(claimed)


@pytest.fixture
def preparer() -> OnePreparer:
    return OnePreparer()


@pytest.fixture
def api(context: ApiContext, preparer: OnePreparer) -> TestClient:
    app = create_app(replace(context, preparer=preparer), PREPARATION_ROUTES)
    return TestClient(app, headers=HEADERS, raise_server_exceptions=False)


def test_a_prepared_pod_is_not_stored_and_a_create_takes_its_uid(api: TestClient) -> None:
    answer = api.post(HERE, json=pod_manifest())

    assert (answer.status_code, answer.json()) == (
        201,
        {
            "kind": "PodPreparation",
            "apiVersion": "preparation.podlab/v1",
            "metadata": {"name": "a", "namespace": "default", "uid": "the-uid"},
            "status": {"prepared": True, "message": ""},
        },
    )
    assert api.get(PODS).json()["items"] == []
    assert api.post(PODS, json=pod_manifest()).json()["metadata"]["uid"] == "the-uid"
    assert api.post(PODS, json=pod_manifest("b")).json()["metadata"]["uid"] != "the-uid"


def test_pods_may_be_prepared_as_a_group(api: TestClient, preparer: OnePreparer) -> None:
    api.post(HERE, json=pod_manifest())
    api.post(HERE, params={"group": "g" * 99}, json=pod_manifest("b"))

    assert preparer.groups == ["", "g" * 63]


def test_a_generated_name_is_the_one_that_was_prepared(api: TestClient) -> None:
    sent = pod_manifest()
    sent["metadata"] = {"generateName": "web-"}

    name = api.post(HERE, json=sent).json()["metadata"]["name"]

    assert name.startswith("web-")
    assert api.post(PODS, json=sent).json()["metadata"]["name"] == name


def test_a_dry_run_takes_nothing(api: TestClient, preparer: OnePreparer) -> None:
    api.post(HERE, json=pod_manifest())

    assert api.post(f"{PODS}?dryRun=All", json=pod_manifest()).status_code == 201
    assert len(preparer.prepared) == 1


def test_a_create_that_is_refused_takes_nothing(api: TestClient, preparer: OnePreparer) -> None:
    api.post(PODS, json=pod_manifest())
    api.post(HERE, json=pod_manifest())

    assert api.post(PODS, json=pod_manifest()).status_code == 409
    assert len(preparer.prepared) == 1


def test_what_cannot_be_prepared_is_said_and_is_no_error(
    api: TestClient, preparer: OnePreparer
) -> None:
    preparer.problem = 'configmap "m" not found'

    answer = api.post(HERE, json=pod_manifest())

    assert (answer.status_code, answer.json()["metadata"], answer.json()["status"]) == (
        200,
        {"name": "a", "namespace": "default"},
        {"prepared": False, "message": 'configmap "m" not found'},
    )


def test_refusals_are_those_of_a_create(api: TestClient) -> None:
    wrong = pod_manifest("a", hostNetwork=True, restartPolicy="always")

    prepared, created = api.post(HERE, json=wrong), api.post(PODS, json=wrong)

    assert (prepared.status_code, prepared.json()) == (422, created.json())


def test_a_namespace_need_not_be_there_yet_but_may_not_end(
    api: TestClient, context: ApiContext
) -> None:
    assert api.post(PREPARE.format("later"), json=pod_manifest()).status_code == 201

    metadata = {"name": "ending", "deletionTimestamp": "2026-01-01T00:00:00Z"}
    body = {"metadata": metadata, "status": {"phase": "Terminating"}}
    context.store.create("namespaces", body)
    answer = api.post(PREPARE.format("ending"), json=pod_manifest())
    assert (answer.status_code, answer.json()["reason"]) == (403, "Forbidden")


def test_a_node_that_prepares_nothing_says_so(context: ApiContext) -> None:
    api = TestClient(create_app(context, PREPARATION_ROUTES), headers=HEADERS)

    answer = api.post(HERE, json=pod_manifest())

    assert answer.json()["status"]["message"] == "this node prepares no Pods"
    assert api.post(PODS, json=pod_manifest()).status_code == 201


def test_only_who_has_the_token_prepares(context: ApiContext) -> None:
    stranger = TestClient(create_app(context, PREPARATION_ROUTES))

    assert stranger.post(HERE, json=pod_manifest()).status_code == 401


def test_a_server_side_apply_takes_what_was_prepared(api: TestClient) -> None:
    api.post(HERE, json=pod_manifest())

    answer = api.patch(
        f"{PODS}/a?fieldManager=me",
        json=pod_manifest(),
        headers={"Content-Type": "application/apply-patch+yaml"},
    )

    assert (answer.status_code, answer.json()["metadata"]["uid"]) == (201, "the-uid")
