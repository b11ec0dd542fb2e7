"""Image references, as distribution/reference reads them."""

import pytest

from podlab.node.images.references import Reference, parse_reference

DIGEST = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("nginx", Reference("", "nginx", "", "")),
        ("nginx:1.27-alpine", Reference("", "nginx", "1.27-alpine", "")),
        ("library/nginx", Reference("", "library/nginx", "", "")),
        ("docker.io/library/nginx:1", Reference("docker.io", "library/nginx", "1", "")),
        ("localhost:5000/a/b:c", Reference("localhost:5000", "a/b", "c", "")),
        ("registry.k8s.io/pause:3.10", Reference("registry.k8s.io", "pause", "3.10", "")),
        (f"nginx@{DIGEST}", Reference("", "nginx", "", DIGEST)),
        (f"nginx:1@{DIGEST}", Reference("", "nginx", "1", DIGEST)),
    ],
)
def test_parse_reference_takes_it_apart(text: str, reference: Reference) -> None:
    assert parse_reference(text) == reference


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nginx",
        "nginx:",
        "nginx:-x",
        "nginx latest",
        "nginx\n",
        "nginx --privileged",
        "../nginx",
        "/nginx",
        "nginx/",
        "a//b",
        "http://nginx",
        "nginx@sha256:12",
        "nginx@",
        "-registry.io/nginx",
        "a" * 256,
    ],
)
def test_parse_reference_refuses_what_is_none(text: str) -> None:
    assert parse_reference(text) is None


@pytest.mark.parametrize(
    "text", ["nginx", "library/nginx", "docker.io/nginx", "index.docker.io/library/nginx:2"]
)
def test_repository_is_one_spelling_for_all(text: str) -> None:
    reference = parse_reference(text)

    assert reference is not None
    assert reference.repository == "nginx"
