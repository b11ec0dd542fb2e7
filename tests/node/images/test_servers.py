"""nginx, redis and pause behave as the official images do, under both policies."""

import pytest
from docker.models.containers import Container

from tests.node.images.conftest import Lab, eventually, said

pytestmark = pytest.mark.docker

BOTH = ["baseline", "restricted"]


def serves(container: Container) -> bool:
    return "Welcome to nginx!" in said(container, "wget", "-qO-", "http://127.0.0.1/")


def answers(container: Container) -> bool:
    return said(container, "redis-cli", "ping") == "PONG\n"


@pytest.mark.parametrize("policy", BOTH)
def test_nginx_serves_its_page_on_port_80_and_logs_to_the_container(lab: Lab, policy: str) -> None:
    nginx = lab.start("nginx", policy=policy)
    eventually(lambda: serves(nginx))

    log = nginx.logs(stdout=True, stderr=False).decode()
    assert '"GET / HTTP/1.1" 200' in log


def test_nginx_master_is_root_and_its_workers_are_not(lab: Lab) -> None:
    nginx = lab.start("nginx")
    eventually(lambda: serves(nginx))

    owners = {line.split()[1] for line in said(nginx, "ps").splitlines() if "nginx: " in line}
    assert owners == {"root", "nginx"}


@pytest.mark.parametrize("policy", BOTH)
def test_nginx_stops_gracefully_and_at_once(lab: Lab, policy: str) -> None:
    nginx = lab.start("nginx", policy=policy)
    eventually(lambda: serves(nginx))
    nginx.stop(timeout=5)

    assert nginx.wait()["StatusCode"] == 0
    assert "gracefully shutting down" in nginx.logs().decode()


def test_nginx_reads_further_servers_from_conf_d(lab: Lab) -> None:
    script = (
        "echo 'server { listen 8080; return 200 mine; }' > /etc/nginx/conf.d/mine.conf && "
        "exec nginx -g 'daemon off;'"
    )
    nginx = lab.start("nginx", "sh", "-c", script)

    eventually(lambda: said(nginx, "curl", "-s", "localhost:8080") == "mine")


def test_nginx_with_a_configuration_of_ones_own_needs_no_further_folder(lab: Lab) -> None:
    script = (
        "echo 'events {} http { server { listen 80; return 200 bare; } }' > /etc/nginx/nginx.conf"
        " && exec nginx -g 'daemon off;'"
    )
    nginx = lab.start("nginx", "sh", "-c", script)

    eventually(lambda: said(nginx, "curl", "-s", "localhost") == "bare")


@pytest.mark.parametrize("image", ["nginx", "redis"])
def test_servers_have_the_shells_that_people_exec(lab: Lab, image: str) -> None:
    container = lab.start(image)

    assert said(container, "/bin/bash", "-c", "echo $0") == "/bin/bash\n"
    assert said(container, "/bin/sh", "-c", "echo $0") == "/bin/sh\n"


@pytest.mark.parametrize("policy", BOTH)
def test_redis_answers_on_its_port_and_writes_to_data(lab: Lab, policy: str) -> None:
    redis = lab.start("redis", policy=policy)
    eventually(lambda: answers(redis))

    assert said(redis, "redis-cli", "set", "a", "b") == "OK\n"
    assert said(redis, "redis-cli", "save") == "OK\n"
    assert said(redis, "ls", "/data") == "dump.rdb\n"


def test_redis_leaves_root_as_the_official_image_does(lab: Lab) -> None:
    redis = lab.start("redis")
    eventually(lambda: answers(redis))

    server = next(line for line in said(redis, "ps").splitlines() if "redis-server" in line)
    assert server.split()[:2] == ["1", "redis"]
    assert said(redis, "id", "-u", "redis") == "999\n"


@pytest.mark.parametrize(
    "command",
    [
        ["--maxmemory", "7mb"],
        ["redis-server", "--maxmemory", "7mb"],
        ["sh", "-c", "echo 'maxmemory 7mb' > /tmp/my.conf; redis-server /tmp/my.conf"],
    ],
)
def test_redis_takes_its_options_in_every_way(lab: Lab, command: list[str]) -> None:
    redis = lab.start("redis", *command)
    eventually(lambda: answers(redis))

    assert said(redis, "redis-cli", "config", "get", "maxmemory") == "maxmemory\n7340032\n"


def test_redis_lets_every_address_in_unless_told_otherwise(lab: Lab) -> None:
    redis = lab.start("redis")
    eventually(lambda: answers(redis))

    assert said(redis, "redis-cli", "config", "get", "protected-mode") == "protected-mode\nno\n"


@pytest.mark.parametrize("policy", BOTH)
def test_pause_stays_and_ends_on_term(lab: Lab, policy: str) -> None:
    pause = lab.start("pause", policy=policy)
    pause.reload()
    assert pause.status == "running"

    pause.kill("SIGTERM")
    assert pause.wait(timeout=60)["StatusCode"] == 0


@pytest.mark.parametrize("name", ["busybox", "nginx", "redis", "python"])
def test_images_carry_no_setuid_program(lab: Lab, name: str) -> None:
    assert lab.run(name, "find / -xdev -type f -perm /6000") == ""


def test_python_has_its_standard_library(lab: Lab) -> None:
    script = "python3 -c 'import asyncio, ctypes, json, sqlite3, ssl; print(json.dumps(1))'"

    assert lab.run("python", script, policy="restricted") == "1\n"
