"""Who asks for a network, and the names that Services give."""

import pytest

from podlab.pods.networking.annotation import network_change_errors, network_errors
from podlab.pods.networking.names import names_of
from podlab.pods.objects import JsonObject, pod_of

PATH = "metadata.annotations[podlab.dev/network]"


def pod(annotation: str | None = None, labels: JsonObject | None = None, **spec: str) -> JsonObject:
    annotations = {} if annotation is None else {"podlab.dev/network": annotation}
    metadata = {"name": "p", "namespace": "shop", "annotations": annotations, "labels": labels}
    return {"metadata": metadata, "spec": {"containers": [], **spec}}


def service(name: str, **selector: str) -> JsonObject:
    return {"metadata": {"name": name, "namespace": "shop"}, "spec": {"selector": selector}}


@pytest.mark.parametrize(
    ("annotation", "refused"), [(None, []), ("namespace", []), ("host", [PATH]), ("", [PATH])]
)
def test_the_annotation_has_one_value(annotation: str | None, refused: list[str]) -> None:
    assert [each.path for each in network_errors(pod(annotation))] == refused


@pytest.mark.parametrize(("before", "after"), [(None, "namespace"), ("namespace", None)])
def test_a_pod_keeps_its_network(before: str | None, after: str | None) -> None:
    assert [each.path for each in network_change_errors(pod(after), pod(before))] == [PATH]
    assert not list(network_change_errors(pod(before), pod(before)))


SERVICES = [service("web", app="web"), service("old", app="web", v="1"), service("empty")]


@pytest.mark.parametrize(
    ("labels", "spec", "names"),
    [
        ({}, {}, ()),
        ({"app": "web"}, {}, ("web.shop.svc.cluster.local",)),
        (
            {"app": "web", "v": "1"},
            {},
            ("old.shop.svc.cluster.local", "web.shop.svc.cluster.local"),
        ),
        (
            {"app": "web"},
            {"hostname": "one", "subdomain": "web"},
            ("one.web.shop.svc.cluster.local", "web.shop.svc.cluster.local"),
        ),
        ({"app": "web"}, {"hostname": "one", "subdomain": "no"}, ("web.shop.svc.cluster.local",)),
    ],
)
def test_a_selected_pod_has_the_services_names(
    labels: JsonObject, spec: dict[str, str], names: tuple[str, ...]
) -> None:
    assert names_of(pod_of(pod(labels=labels, **spec)), SERVICES) == names
