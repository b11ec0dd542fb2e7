"""The table of namespaces: what is equal is joined, and each row says what that means."""

from typing import Any

import pytest

from podlab.sandbox.picture import Activity, Namespaces, draw_pod, pod_view
from podlab.sandbox.picture.xray import KINDS, Column, Facts, NamespaceTable, namespace_table
from tests.web.picture.pods import RUNNING, JsonObject, hello, with_status


def column(name: str, **inodes: int | None) -> Column:
    return Column(name, name, inodes=dict.fromkeys(KINDS, 10) | inodes)


def row_of(table: NamespaceTable, kind: str) -> Any:
    return next(row for row in table.rows if row.kind == kind)


@pytest.mark.parametrize(
    ("inodes", "cells"),
    [
        ((1, 1, 1), [(1, "A", ("a", "b", "c"))]),
        ((1, 2, 3), [(1, "A", ("a",)), (2, "B", ("b",)), (3, "C", ("c",))]),
        ((1, 1, 2), [(1, "A", ("a", "b")), (2, "B", ("c",))]),
        ((1, 2, 1), [(1, "A", ("a",)), (2, "B", ("b",)), (1, "A", ("c",))]),
        ((1, None, None), [(1, "A", ("a",)), (None, "", ("b",)), (None, "", ("c",))]),
    ],
)
def test_neighbours_in_one_namespace_are_one_cell(
    inodes: tuple[int | None, ...], cells: list[Any]
) -> None:
    columns = [column(name, pid=inode) for name, inode in zip("abc", inodes, strict=True)]
    row = row_of(namespace_table(columns, Facts()), "pid")

    assert [(cell.inode, cell.mark, cell.names) for cell in row.cells] == cells


def test_a_namespace_is_shared_wherever_its_members_stand() -> None:
    columns = [column("a", pid=1), column("b", pid=2), column("c", pid=1)]
    row = row_of(namespace_table(columns, Facts()), "pid")

    assert [(cell.is_shared, cell.members) for cell in row.cells] == [
        (True, ("a", "c")), (False, ("b",)), (True, ("a", "c")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "inodes", "facts", "begins"),
    [
        ("net", (1, 1), Facts(), "One network for all"),
        ("net", (1, 2), Facts(apart=True), "Each has a network of its own"),
        ("pid", (1, 1), Facts(shares_processes=True), "All see each other's processes: the"),
        ("pid", (1, 2), Facts(), "Each sees only its own processes"),
        ("uts", (1, 2), Facts(), "Each has a hostname of its own, and all are told the same one"),
        ("uts", (1, 2), Facts(apart=True), "Each has a hostname of its own to set"),
        ("user", (4026531837,) * 2, Facts(), "User 0 in a container is user 0 of the node itself"),
        ("user", (7, 7), Facts(), "User 0 in a container is user 0 of the same user namespace"),
        ("mnt", (None, None), Facts(), "Podlab could not read these here."),
        ("mnt", (1, None), Facts(), "a has its own. Of the others nothing is known."),
    ],
)
def test_a_row_says_what_is_shared_and_why(
    kind: str, inodes: tuple[int | None, ...], facts: Facts, begins: str
) -> None:
    columns = [column(name, **{kind: inode}) for name, inode in zip("ab", inodes, strict=True)]

    assert row_of(namespace_table(columns, facts), kind).meaning.startswith(begins)


def test_a_debugger_joins_the_processes_of_one_container() -> None:
    columns = [column("web", pid=1), column("client", pid=2), column("debugger", pid=1)]

    assert row_of(namespace_table(columns, Facts()), "pid").meaning == (
        "web and debugger share one; client has its own. "
        "That is what kubectl debug --target asks for."
    )


def seen(*names: str | None) -> Activity:
    """Each container has processes of its own, and all share the rest."""
    return Activity(
        namespaces=tuple(
            Namespaces(name, f"{name}-id", dict.fromkeys(KINDS, 10) | {"pid": 20 + number})
            for number, name in enumerate(names)
        )
    )


def running(**ids: str) -> JsonObject:
    states = {
        name: {"containerID": f"docker://{ids.get(name, f'{name}-id')}", "state": RUNNING}
        for name in ("web", "client", "writer", "reader")
    }
    states["reader"]["state"] = {"waiting": {"reason": "CrashLoopBackOff"}}
    return with_status(hello(), **states)


def test_columns_are_the_pause_container_and_those_that_run_in_the_manifests_order() -> None:
    table = pod_view(running(), seen(None, "writer", "client", "web", "reader")).xray

    assert table.names == ("pause container", "web", "client", "writer")
    assert table.own_of("client") == [("pid", 22)]
    assert ("net", 10) in table.held_by_pause()
    assert ("pid", 20) not in table.held_by_pause()


def test_what_was_told_of_an_attempt_says_nothing_of_the_next_one() -> None:
    table = pod_view(running(web="another"), seen(None, "web", "client", "writer")).xray

    assert row_of(table, "net").inode_of("web") is None
    assert row_of(table, "net").inode_of("client") == 10


def test_a_pod_that_does_not_run_has_no_table() -> None:
    assert pod_view(hello()).xray == NamespaceTable((), ())


@pytest.mark.parametrize("narrow", [False, True])
def test_x_rays_show_the_pause_container_and_own_namespaces(narrow: bool) -> None:
    view = pod_view(running(), seen(None, "web", "client", "writer"))
    plain, xray = (draw_pod(view, narrow=narrow, xray=on) for on in (False, True))

    assert ">pause</text>" not in plain
    assert ">pause</text>" in xray
    assert "net 10" in xray
    assert ">own pid</text>" in xray
    assert ">CrashLoopBackOff</text>" in xray


def test_x_rays_of_a_declared_pod_tell_what_will_be_shared() -> None:
    pod = hello()
    pod["spec"]["shareProcessNamespace"] = True

    assert ">net  ipc  pid</text>" in draw_pod(pod_view(pod), xray=True)


def test_a_view_can_be_a_key() -> None:
    view, same = (pod_view(running(), seen(None, "web", "client")) for _ in range(2))
    other = pod_view(running(), seen(None, "client", "web"))

    assert {view: "drawn"}[same] == "drawn"
    assert other != view
