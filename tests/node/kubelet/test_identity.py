"""Whom a container runs as: its user, its group and all its groups."""

import io
import secrets
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docker
import pytest

from podlab.node.images.catalogue import Catalogue, CatalogueEntry
from podlab.node.kubelet.plans.accounts import ImageFacts, read_accounts
from podlab.node.kubelet.plans.identity import ConfigProblem, Identity, identity
from podlab.pods.objects import JsonObject, containers_of, pod_of
from podlab.pods.status import ContainerUser
from tests.node.kubelet.lab import Lab, box, eventually, running_lab

PASSWD = """root:x:0:0:root:/root:/bin/sh
app:x:1000:1000::/:/bin/sh
twin:x:1000:77::/:/bin/sh
broken:x:many
"""
GROUP = """root:x:0:
app:x:1000:app
wheel:x:10:root
media:x:50000:app,twin
files:x:60000:app
"""
ACCOUNTS = read_accounts(PASSWD, GROUP)
ADDRESS = "10.244.0.5"


def found(
    image: str = "", pod: JsonObject | None = None, *, restricted: bool = False, **own: Any
) -> Identity:
    container = {"name": "c", "image": "i", "securityContext": own}
    spec = {"containers": [container], "securityContext": pod or {}}
    whole = pod_of({"metadata": {"name": "p", "namespace": "n", "uid": "u"}, "spec": spec})
    (typed,) = containers_of(whole)
    return identity(whole, typed, ImageFacts(image, ACCOUNTS), ADDRESS, restricted=restricted)


@pytest.mark.parametrize(
    ("image", "pod", "own", "expected"),
    [
        ("", {}, {}, (0, 0, (0, 10))),
        ("app", {}, {}, (1000, 1000, (1000, 50000, 60000))),
        ("1000", {}, {}, (1000, 1000, (1000, 50000, 60000))),
        ("app:wheel", {}, {}, (1000, 1000, (1000, 50000, 60000))),
        ("4000", {}, {}, (4000, 0, (0,))),
        ("app", {}, {"runAsUser": 0}, (0, 0, (0, 10))),
        ("", {"runAsUser": 1000}, {}, (1000, 1000, (1000, 50000, 60000))),
        ("", {"runAsUser": 1000}, {"runAsUser": 5}, (5, 0, (0,))),
        ("", {"runAsUser": 1000, "runAsGroup": 3000}, {}, (1000, 3000, (3000, 50000, 60000))),
        ("app", {"runAsGroup": 3000}, {}, (1000, 3000, (3000, 50000, 60000))),
        ("", {"runAsGroup": 3000}, {}, (0, 3000, (10, 3000))),
        (
            "",
            {"runAsUser": 1000, "runAsGroup": 3000, "supplementalGroups": [4000], "fsGroup": 2},
            {},
            (1000, 3000, (2, 3000, 4000, 50000, 60000)),
        ),
    ],
)
def test_groups_of_the_image_are_merged_with_those_of_the_pod(
    image: str, pod: JsonObject, own: JsonObject, expected: tuple[int, int, tuple[int, ...]]
) -> None:
    who = found(image, pod, **own)

    assert who.process == ContainerUser(*expected)
    assert who.user == f"{expected[0]}:{expected[1]}"
    assert {*map(int, who.groups), expected[1]} == set(expected[2])


@pytest.mark.parametrize(
    ("pod", "groups"),
    [
        ({"runAsUser": 1000}, (1000,)),
        ({"runAsUser": 1000, "runAsGroup": 3000}, (3000,)),
        ({"runAsUser": 1000, "supplementalGroups": [4000], "fsGroup": 2}, (2, 1000, 4000)),
    ],
)
def test_strict_policy_leaves_the_groups_of_the_image_out(
    pod: JsonObject, groups: tuple[int, ...]
) -> None:
    who = found("", {**pod, "supplementalGroupsPolicy": "Strict"})

    assert who.process is not None
    assert who.process.groups == groups


def test_user_whom_the_image_names_and_does_not_know_is_left_to_the_engine() -> None:
    assert found("nobody-here") == Identity("nobody-here", (), None)
    assert found("nobody-here", {"runAsGroup": 5}) == Identity("nobody-here:5", (), None)


def test_restricted_gives_a_user_of_its_own_and_keeps_what_the_image_says_of_others() -> None:
    assert found("", restricted=True).user == "20005:20005"
    assert found("app", restricted=True).user == "20005:20005"
    assert found("", {"runAsUser": 1000}, restricted=True).user == "1000:1000"


@pytest.mark.parametrize(
    ("image", "own", "problem"),
    [
        ("", {}, "container has runAsNonRoot and image will run as root"),
        ("root", {}, "container has runAsNonRoot and image will run as root"),
        ("0:5", {}, "container has runAsNonRoot and image will run as root"),
        ("app", {}, "container has runAsNonRoot and image has non-numeric user (app), cannot"),
        ("1000", {"runAsUser": 0}, "container's runAsUser breaks non-root policy"),
    ],
)
def test_promise_not_to_be_root_is_checked(image: str, own: JsonObject, problem: str) -> None:
    with pytest.raises(ConfigProblem, match="^" + problem.replace("(", r"\(").replace(")", r"\)")):
        found(image, {"runAsNonRoot": True}, **own)
    assert found("1000", {"runAsNonRoot": True}).user == "1000:1000"


def test_accounts_skip_what_cannot_be_read() -> None:
    assert [each.name for each in ACCOUNTS.users] == ["root", "app", "twin"]
    assert read_accounts("", "\n#x:y:1:a\nno\n") == read_accounts("", "")


@pytest.fixture
def members(engine: docker.DockerClient) -> Iterator[CatalogueEntry]:
    """An image in which user 1000 belongs to groups, and which runs as that user."""
    entry = CatalogueEntry(f"members-{secrets.token_hex(4)}", "", spellings=("members",))
    context = io.BytesIO()
    with tarfile.open(fileobj=context, mode="w") as tar:
        files = {
            "Dockerfile": "FROM podlab/busybox\nCOPY passwd group /etc/\nUSER app\n",
            "passwd": PASSWD,
            "group": GROUP,
        }
        for name, text in files.items():
            entry_of_tar = tarfile.TarInfo(name)
            entry_of_tar.size = len(text)
            tar.addfile(entry_of_tar, io.BytesIO(text.encode()))
    context.seek(0)
    engine.images.build(fileobj=context, custom_context=True, tag=entry.local_tag, rm=True)
    yield entry
    engine.images.remove(entry.local_tag, force=True)


@pytest.fixture
def lab_with_members(
    members: CatalogueEntry, node_id: str, tmp_path: Path
) -> Iterator[tuple[Lab, str]]:
    with running_lab(tmp_path, node_id, catalogue=Catalogue([members])) as lab:
        yield lab, "members"


def first_line(lab: Lab, pod: str) -> str:
    eventually(lambda: lab.log(pod, "c"))
    return lab.log(pod, "c")


@pytest.mark.docker
def test_process_exec_and_status_agree_on_the_groups(lab_with_members: tuple[Lab, str]) -> None:
    lab, image = lab_with_members
    one = {"runAsUser": 1000, "runAsGroup": 3000}
    line = "id -G; sleep 3600"
    lab.create("merge", box("c", line, image=image), securityContext=one)
    strict = {"supplementalGroups": [4000], "supplementalGroupsPolicy": "Strict", **one}
    lab.create("strict", box("c", line, image=image), securityContext=strict)
    lab.create("image", box("c", line, image=image))

    expected = {"merge": (3000, 50000, 60000), "strict": (3000, 4000),
                "image": (1000, 50000, 60000)}  # fmt: skip
    for pod, groups in expected.items():
        lab.wait_running(pod)
        assert {*map(int, first_line(lab, pod).split())} == set(groups)
        assert {*map(int, lab.exec(pod, "c", "id -G").split())} == set(groups)
        assert lab.status(pod, "c")["user"] == {
            "linux": {"uid": 1000, "gid": groups[0], "supplementalGroups": list(groups)}
        }
    assert not [each for each in lab.left() if "accounts" in each]


@pytest.mark.docker
def test_accounts_written_by_a_container_change_nothing_for_an_exec(
    lab_with_members: tuple[Lab, str],
) -> None:
    lab, image = lab_with_members
    line = "echo root:x:0:0::/:/bin/sh > /etc/passwd; echo big:x:7:root > /etc/group; sleep 3600"
    lab.create("p", box("c", line, image=image, securityContext={"runAsUser": 0}))
    lab.wait_running("p")

    eventually(lambda: "big" in lab.exec("p", "c", "cat /etc/group"))
    assert lab.exec("p", "c", "id -G").split() == ["0", "10"]
