"""The helpers of the patterns do their work, as their own user and as somebody with few rights."""

import json
from typing import Any

import pytest
from docker.models.containers import Container

from tests.node.images.conftest import Lab, eventually, said

pytestmark = pytest.mark.docker

BOTH = ["baseline", "restricted"]
CONFIG = "/dev/shm/it"  # noqa: S108 -- in the container, where all may write
NUTCRACKER = """
lab:
  listen: 127.0.0.1:6400
  distribution: ketama
  redis: true
  servers:
    - 127.0.0.1:6379:1 a
"""
HAPROXY = """
defaults
  mode tcp
  timeout connect 1s
  timeout client 1m
  timeout server 1m
listen redis
  bind 127.0.0.1:6400
  server a 127.0.0.1:6379 check
"""
STATUS = "server { listen 8080; location = /stub_status { stub_status; } }"
SYSLOG = """@version: 3.38
source lines { file("/dev/shm/lines" follow-freq(1) flags(no-parse)); };
destination out { file("/dev/stdout" template("$(format-json line=$MESSAGE)\\n")); };
log { source(lines); destination(out); };
"""


@pytest.fixture
def redis(lab: Lab) -> Container:
    redis = lab.start("redis", "redis-server", "--save", "")
    eventually(lambda: said(redis, "redis-cli", "ping") == "PONG\n")
    return redis


def beside(lab: Lab, neighbour: Container, name: str, *command: str, policy: str) -> Container:
    """A container that shares the neighbour's localhost, with room for its configuration."""
    more: dict[str, Any] = {"network_mode": f"container:{neighbour.id}"}
    return lab.start(name, *command, policy=policy, **more)


def with_file(path: str, text: str, *command: str) -> list[str]:
    """A command that first writes its configuration."""
    return ["sh", "-c", f"cat > {path} <<'END'\n{text}\nEND\nexec {' '.join(command)}"]


@pytest.mark.parametrize("policy", BOTH)
@pytest.mark.parametrize(
    ("name", "text", "command"),
    [
        ("nutcracker", NUTCRACKER, ["nutcracker", "-c", CONFIG]),
        ("haproxy", HAPROXY, ["docker-entrypoint.sh", "-f", CONFIG]),
    ],
)
def test_proxies_pass_redis_on(
    lab: Lab, redis: Container, name: str, text: str, command: list[str], policy: str
) -> None:
    proxy = beside(lab, redis, name, *with_file(CONFIG, text, *command), policy=policy)
    eventually(lambda: said(redis, "redis-cli", "-p", "6400", "set", "a", "b") == "OK\n")

    assert said(redis, "redis-cli", "get", "a") == "b\n"
    proxy.stop(timeout=20)
    assert proxy.wait()["StatusCode"] in {0, 1}  # ended by itself, not killed


@pytest.mark.parametrize("policy", BOTH)
def test_redis_exporter_tells_what_redis_says(lab: Lab, redis: Container, policy: str) -> None:
    exporter = beside(lab, redis, "redis-exporter", policy=policy)
    page = ("wget", "-qO-", "http://localhost:9121/metrics")

    eventually(lambda: "\nredis_up 1\n" in said(exporter, *page))


@pytest.mark.parametrize("policy", BOTH)
def test_nginx_exporter_tells_what_stub_status_says(lab: Lab, policy: str) -> None:
    path = "/etc/nginx/conf.d/status.conf"
    nginx = lab.start("nginx", *with_file(path, STATUS, "nginx", "-g", "'daemon off;'"))
    scrape = "-nginx.scrape-uri=http://localhost:8080/stub_status"
    exporter = beside(lab, nginx, "nginx-exporter", scrape, policy=policy)
    page = ("wget", "-qO-", "http://localhost:9113/metrics")

    eventually(lambda: "\nnginx_up 1\n" in said(exporter, *page))


@pytest.mark.parametrize("policy", BOTH)
def test_syslog_ng_follows_a_file_and_writes_json(lab: Lab, policy: str) -> None:
    start = ("/usr/sbin/syslog-ng", "-F", "--no-caps", "-f", CONFIG)
    script = with_file(CONFIG, SYSLOG, *start)
    agent = lab.start("syslog-ng", entrypoint=script, policy=policy)
    said(agent, "sh", "-c", "echo hello >> /dev/shm/lines")

    def told() -> list[dict[str, str]]:
        lines = agent.logs(stderr=False).decode().splitlines()
        return [json.loads(line) for line in lines]

    eventually(lambda: told() == [{"line": "hello"}])


@pytest.mark.parametrize("policy", BOTH)
def test_envoy_starts_without_a_configuration_of_ones_own(lab: Lab, policy: str) -> None:
    envoy = lab.start("envoy", policy=policy)

    eventually(lambda: said(envoy, "wget", "-qO-", "http://localhost:10000/") == "envoy\n")
    envoy.stop(timeout=20)
    assert envoy.wait()["StatusCode"] == 0


def test_envoy_leaves_root_as_the_official_image_does(lab: Lab) -> None:
    envoy = lab.start("envoy")
    eventually(lambda: said(envoy, "wget", "-qO-", "http://localhost:10000/") == "envoy\n")

    server = next(line for line in said(envoy, "ps").splitlines() if "envoy.yaml" in line)
    assert server.split()[:2] == ["1", "envoy"]
