"""The markup: well-formed, escaped, without styles or scripts, and findable by the page."""

from xml.etree import ElementTree as ET

import pytest

from podlab.sandbox.picture import Activity, Connection, Listening, draw_pod, pod_view
from tests.web.picture.pods import JsonObject, container, hello, mount, with_status

EVIL = '<script>alert("&\'")</script>'
ACTIVITY = Activity(
    (Listening(80, "web"),),
    (
        Connection("client", "web", 80, "GET / 200, 2 ms"),
        Connection("reader", None, 8080, refused_errno="ECONNREFUSED"),
    ),
)


def evil_pod() -> JsonObject:
    return {
        "metadata": {"name": EVIL},
        "spec": {
            "initContainers": [container(EVIL)],
            "containers": [
                container(
                    EVIL,
                    image=EVIL,
                    command=[EVIL],
                    ports=[{"containerPort": 80}],
                    volumeMounts=[mount(EVIL, EVIL)],
                )
            ],
            "volumes": [{"name": EVIL, EVIL: {}}],
        },
        "status": {
            "phase": EVIL,
            "podIP": EVIL,
            "containerStatuses": [
                {"name": EVIL, "state": {"waiting": {"reason": EVIL, "message": EVIL}}}
            ],
        },
    }


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_no_text_of_a_pod_becomes_markup(narrow: bool) -> None:
    activity = Activity((Listening(80, EVIL),), (Connection(EVIL, EVIL, 80, EVIL),))
    svg = draw_pod(pod_view(evil_pod(), activity), narrow=narrow)
    tags = {element.tag for element in ET.fromstring(svg).iter()}  # noqa: S314 -- our own text

    assert tags <= {
        "svg",
        "g",
        "rect",
        "path",
        "text",
        "title",
        "circle",
        "ellipse",
        "animateMotion",
    }
    assert "<script" not in svg


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_the_picture_needs_no_style_attribute(narrow: bool) -> None:
    svg = draw_pod(pod_view(with_status(hello()), ACTIVITY), narrow=narrow)

    assert " style=" not in svg
    assert " on" not in svg.replace(" one localhost", "")


def test_the_page_finds_connections_and_mounts_by_their_names() -> None:
    root = ET.fromstring(draw_pod(pod_view(with_status(hello()), ACTIVITY)))  # noqa: S314 -- ours
    notes = [e for e in root.iter("g") if "note" in e.get("class", "").split()]
    mounts = [e for e in root.iter("path") if e.get("data-volume")]

    assert [(n.get("data-client"), n.get("data-port")) for n in notes] == [
        ("client", "80"),
        ("reader", "8080"),
    ]
    assert [(m.get("data-volume"), m.get("data-container"), m.get("class")) for m in mounts] == [
        ("shared", "writer", "mount"),
        ("shared", "reader", "mount ro"),
    ]


def test_dots_wait_for_what_is_really_seen() -> None:
    root = ET.fromstring(draw_pod(pod_view(with_status(hello()), ACTIVITY)))  # noqa: S314 -- ours
    dots = [e for e in root.iter("circle") if e.get("class") == "dot"]

    assert [dot.get("data-client") for dot in dots] == ["client"]
    assert [dot[0].get("begin") for dot in dots] == ["indefinite"]


@pytest.mark.parametrize(
    ("connection", "kind"),
    [
        (Connection("client", "web", 80, "GET / 200"), "conn conn-seen"),
        (Connection("client", "web", 80, seen=False), "conn conn-declared"),
        (Connection("client", None, 80, refused_errno="ECONNREFUSED"), "conn conn-refused"),
    ],
    ids=["seen", "declared", "refused"],
)
def test_each_kind_of_connection_has_a_look(connection: Connection, kind: str) -> None:
    svg = draw_pod(pod_view(hello(), Activity(connections=(connection,))))

    assert f'class="{kind}"' in svg
    assert ('class="cross"' in svg) == bool(connection.refused_errno)


def test_a_screen_reader_is_not_sent_into_the_drawing() -> None:
    assert ' aria-hidden="true"' in draw_pod(pod_view(hello()))
