"""Server-side apply as lightkube asks for it."""

from collections.abc import Iterator

import httpx
import pytest
from lightkube import ApiError, Client, KubeConfig
from lightkube.config.models import Cluster, User
from lightkube.models.meta_v1 import ObjectMeta
from lightkube.resources.core_v1 import ConfigMap

from tests.node.api.conftest import TOKEN


@pytest.fixture
def client(live: httpx.Client) -> Iterator[Client]:
    config = KubeConfig.from_one(
        cluster=Cluster(server=str(live.base_url)), user=User(token=TOKEN), namespace="default"
    )
    with Client(config, field_manager="teacher", trust_env=False) as client:
        yield client


def settings(**data: str) -> ConfigMap:
    return ConfigMap(metadata=ObjectMeta(name="settings", namespace="default"), data=data)


def test_apply_makes_changes_and_removes(client: Client) -> None:
    assert client.apply(settings(x="1", y="2")).data == {"x": "1", "y": "2"}
    changed = client.apply(settings(x="3"))

    assert changed.data == {"x": "3"}
    assert changed.metadata
    managers = changed.metadata.managedFields or []
    assert [(each.manager, each.operation) for each in managers] == [("teacher", "Apply")]


def test_a_conflict_is_raised_and_can_be_forced(client: Client) -> None:
    client.apply(settings(x="1"))
    with pytest.raises(ApiError) as raised:
        client.apply(settings(x="2"), field_manager="other")
    assert raised.value.status.code == 409

    assert client.apply(settings(x="2"), field_manager="other", force=True).data == {"x": "2"}
