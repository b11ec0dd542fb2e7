"""Images that learners build, through node's API on a real engine."""

import base64
import json
import secrets
import threading
from collections.abc import Iterator
from typing import Any

import docker
import httpx
import pytest

from tests.node.kubelet.lab import eventually
from tests.support.node_server import NodeServer

pytestmark = pytest.mark.docker

PAGE = b"hello from a page\n"
SHOP = """\
FROM busybox AS workshop
RUN head -c 2000000 /dev/zero > /tool && chmod 4755 /tool
RUN echo s3cret-of-the-build > /key && mkdir /shop

FROM busybox
COPY page.txt /shop/page.txt
COPY --from=workshop /shop /shop
RUN echo building; wget -qO- http://1.1.1.1 || echo no network
USER 1000
CMD ["cat", "/shop/page.txt"]
"""


class Images:
    """The API of one namespace."""

    def __init__(self, client: httpx.Client, namespace: str) -> None:
        self.client = client
        self.namespace = namespace
        self.made: set[str] = set()

    def path(self, name: str, part: str = "") -> str:
        home = f"/apis/builds.podlab/v1/namespaces/{self.namespace}/images/{name}"
        return f"{home}/{part}" if part else home

    def build(self, name: str, dockerfile: str, **files: bytes) -> list[dict[str, Any]]:
        self.made.add(name)
        answer = self.client.post(self.path(name), json=order(dockerfile, **files))
        answer.raise_for_status()
        return [json.loads(line) for line in answer.text.splitlines() if line]

    def read(self, name: str, part: str = "") -> Any:
        answer = self.client.get(self.path(name, part))
        answer.raise_for_status()
        return answer.json()

    def remove(self) -> None:
        for name in self.made:
            self.client.delete(self.path(name)).raise_for_status()


def order(dockerfile: str, **files: bytes) -> dict[str, Any]:
    encoded = {f"{name}.txt": base64.b64encode(content).decode() for name, content in files.items()}
    return {"dockerfile": dockerfile, "files": encoded}


@pytest.fixture
def images(node: NodeServer, namespace: str) -> Iterator[Images]:
    with node.client() as client:
        found = Images(client, namespace)
        yield found
        found.remove()


def test_a_build_tells_its_steps_and_its_image_is_read(images: Images) -> None:
    told = images.build("shop", SHOP, page=PAGE)

    assert told[-1] == {"type": "built", "text": "built/shop"}
    steps = [each for each in told if each["type"] == "step"]
    assert [each["line"] for each in steps] == [1, 2, 3, 5, 6, 7, 8, 9, 10]
    assert steps[0] == {
        "type": "step", "text": "FROM busybox AS workshop", "number": 1, "total": 9, "line": 1
    }  # fmt: skip
    printed = "".join(each["text"] for each in told if each["type"] == "output")
    assert "building" in printed
    assert "no network" in printed
    seen = images.read("shop")
    assert (seen["user"], seen["layers"][-2]["command"][:4]) == ("1000", "COPY")
    assert seen["size"] < 20_000_000
    contents = images.read("shop", "contents")
    assert (contents["setuid"], contents["packages"]) == (0, 0)
    assert "/bin/sh" in contents["shells"]
    search = images.client.post(images.path("shop", "search"), json={"search": "s3cret-of-the"})
    assert search.json()["found"] is False
    assert images.read("shop", "dive")["efficiency"] > 0.9


def test_a_pod_runs_what_was_built_in_its_namespace(images: Images, node: NodeServer) -> None:
    images.build("page", "FROM busybox\nCOPY page.txt /\nCMD cat /page.txt", page=PAGE)
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "reader"},
        "spec": {
            "restartPolicy": "Never",
            "containers": [{"name": "reader", "image": "built/page"}],
        },
    }
    other = node.make_namespace()
    for namespace in (images.namespace, other):
        path = f"/api/v1/namespaces/{namespace}/pods"
        assert images.client.post(path, json=pod).status_code == httpx.codes.CREATED

    def state(namespace: str) -> dict[str, Any]:
        found = images.client.get(f"/api/v1/namespaces/{namespace}/pods/reader").json()
        statuses = found.get("status", {}).get("containerStatuses") or [{"state": {}}]
        return dict(statuses[0]["state"])

    eventually(lambda: state(images.namespace).get("terminated", {}).get("exitCode") == 0)
    log = images.client.get(f"/api/v1/namespaces/{images.namespace}/pods/reader/log").text
    assert log == PAGE.decode()
    eventually(lambda: "was not built" in state(other).get("waiting", {}).get("message", ""))
    node.remove_namespace(other)


def test_what_fails_says_where(images: Images) -> None:
    told = images.build("bad", "FROM busybox\nRUN echo one\nRUN echo two && exit 3\n")

    assert told[-1]["type"] == "failed"
    assert (told[-1]["line"], "returned a non-zero code: 3" in told[-1]["text"]) == (3, True)
    assert images.client.get(images.path("bad")).status_code == httpx.codes.NOT_FOUND


def test_what_is_refused_is_told_at_its_lines_and_not_built(images: Images) -> None:
    text = "FROM busybox\nADD http://127.0.0.1/ /x\nCOPY --from=built/nothing /a /b\n"

    (told,) = images.build("bad", text)
    review = images.client.post(images.path("bad", "lint"), json=order(text)).json()

    assert told["type"] == "refused"
    assert [each["line"] for each in told["refusals"]] == [2, 3]
    assert review["refusals"] == told["refusals"]


def test_the_linter_finds_what_is_allowed_and_unwise(images: Images) -> None:
    review = images.client.post(
        images.path("any", "lint"), json=order("FROM busybox\nRUN cd /tmp && ls\nCMD ls\n")
    ).json()

    assert review["refusals"] == []
    found = [(each["line"], each["code"]) for each in review["findings"]]
    assert found == [(2, "DL3003"), (3, "DL3025")]


@pytest.mark.parametrize("path", ["../x.txt", "/x.txt", "Dockerfile", ".dockerignore", "a//b"])
def test_files_stay_in_the_build(images: Images, path: str) -> None:
    body = {"dockerfile": "FROM busybox", "files": {path: ""}}
    told = images.client.post(images.path("any"), json=body).json()

    assert (told["type"], "no name for a file" in told["text"]) == ("failed", True)


@pytest.mark.parametrize("name", ["Upper", "a_b", "-a", "a" * 41])
def test_names_of_images_are_short_and_plain(images: Images, name: str) -> None:
    answer = images.client.post(images.path(name), json=order("FROM busybox"))

    assert answer.status_code == httpx.codes.BAD_REQUEST


def test_who_stops_listening_stops_the_build(
    images: Images, node: NodeServer, engine: docker.DockerClient
) -> None:
    mark = secrets.token_hex(8)
    images.made.add("long")
    body = order(f"FROM busybox\nRUN echo {mark}; sleep 600\n")

    def runs() -> bool:
        return any(mark in str(each.get("Command")) for each in engine.api.containers(all=True))

    with images.client.stream("POST", images.path("long"), json=body) as answer:
        lines = answer.iter_lines()
        while mark not in next(lines):
            pass
        eventually(runs)
    eventually(lambda: not runs())
    eventually(lambda: images.build("long", "FROM busybox\n")[-1]["type"] == "built")


def test_builds_wait_for_each_other(images: Images) -> None:
    dockerfile = "FROM busybox\nRUN sleep 2\n"
    told: dict[str, list[dict[str, Any]]] = {}

    def build(name: str) -> None:
        told[name] = images.build(name, f"{dockerfile}# {name}\nRUN echo {secrets.token_hex(4)}\n")

    threads = [threading.Thread(target=build, args=[name]) for name in ("one", "two", "three")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [told[name][-1]["type"] for name in ("one", "two", "three")] == ["built"] * 3


def test_policy_restricted_builds_nothing(restricted_node: NodeServer) -> None:
    with restricted_node.client() as client:
        images = Images(client, "default")
        answer = client.post(images.path("any"), json=order("FROM busybox"))

    assert answer.status_code == httpx.codes.FORBIDDEN
    assert "builds are off on this node" in answer.json()["message"]
