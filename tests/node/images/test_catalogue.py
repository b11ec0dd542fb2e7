"""The catalogue: which names mean what."""

import pytest

from podlab.node.images.catalogue import CATALOGUE

DIGEST = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("nginx", "nginx"),
        ("nginx:latest", "nginx"),
        ("nginx:1.14.2", "nginx"),
        ("docker.io/library/nginx:alpine", "nginx"),
        ("registry.k8s.io/nginx-slim:0.24", "nginx"),
        ("podlab/nginx", "nginx"),
        ("busybox:1.28", "busybox"),
        ("registry.k8s.io/busybox", "busybox"),
        ("k8s.gcr.io/busybox", "busybox"),
        ("registry.k8s.io/pause:3.10", "pause"),
        ("k8s.gcr.io/pause", "pause"),
        ("gcr.io/google_containers/pause-amd64:3.0", None),
        ("redis:7-alpine", "redis"),
        ("python:3.12", "python"),
        ("envoyproxy/envoy:v1.34-latest", "envoy"),
        ("haproxy:lts-alpine", "haproxy"),
        ("nginx/nginx-prometheus-exporter:1.4", "nginx-exporter"),
        ("oliver006/redis_exporter", "redis-exporter"),
        ("balabit/syslog-ng", "syslog-ng"),
    ],
)
def test_resolve_knows_the_spellings(image: str, name: str | None) -> None:
    entry = CATALOGUE.resolve(image)

    assert (entry.name if entry else None) == name


@pytest.mark.parametrize(
    "image",
    [
        "mysql",
        "evil.example/nginx",
        "someone/nginx",
        "docker.io/someone/nginx",
        "base",
        "podlab/base",
        "podlab/scope",
        "podlab/debian",
        "Nginx",
        "",
        f"nginx@{DIGEST}",
    ],
)
def test_resolve_knows_nothing_else(image: str) -> None:
    assert CATALOGUE.resolve(image) is None


def test_refusal_lists_what_there_is() -> None:
    assert CATALOGUE.refusal("mysql:8") == (
        "'mysql:8' is not there. Podlab has no registry, only its catalogue: "
        f"{', '.join(CATALOGUE.names())}"
    )


def test_names_are_those_that_a_pod_may_write() -> None:
    assert CATALOGUE.names() == (
        "busybox",
        "debian-slim",
        "envoy",
        "gcc",
        "haproxy",
        "nginx",
        "nginx-exporter",
        "nutcracker",
        "pause",
        "python",
        "redis",
        "redis-exporter",
        "syslog-ng",
    )


def test_refusal_of_a_digest_says_to_leave_it_out() -> None:
    assert "write the name without it" in CATALOGUE.refusal(f"nginx@{DIGEST}")


def test_refusal_of_nonsense_says_so() -> None:
    assert CATALOGUE.refusal("Nginx") == (
        "couldn't parse image name 'Nginx': invalid reference format"
    )


def test_no_spelling_means_two_images() -> None:
    spellings = [spelling for entry in CATALOGUE.entries for spelling in entry.spellings]

    assert len(spellings) == len(set(spellings))


def test_tmpfs_belongs_to_the_user_of_the_container() -> None:
    assert CATALOGUE.entry("nginx").tmpfs(1000, 2000, "4m") == {
        "/run": "size=4m,uid=1000,gid=2000",
        "/var/cache/nginx": "size=4m,uid=1000,gid=2000",
    }
