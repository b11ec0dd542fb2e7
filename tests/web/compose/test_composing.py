"""Form to text: unchanged it is the same text, and one field changes one field."""

import copy
from collections.abc import Iterator

import pytest
from django import forms
from hypothesis import given, settings
from hypothesis import strategies as st

from podlab.pods.manifest.editing import read_written
from podlab.sandbox.compose.composing import Composed, compose, digest, form_of, number_of_pod
from podlab.sandbox.compose.examples import examples
from podlab.sandbox.compose.face.form import PodForm
from podlab.sandbox.compose.face.objects import get
from podlab.sandbox.compose.face.parts import Part

TEXTS = {example.slug: example.manifest for example in examples()}
ODD = """\
# KYAML, words in several lines, a kind of volume that the form does not know
{apiVersion: v1, kind: Pod, metadata: {name: odd}, spec: {
  containers: [{name: one, image: busybox, command: ["sh", "-c", "echo 'a'\\nsleep 1"],
    env: [{name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu}}},
      {name: L, value: "a\\nb"}],
    resources: {limits: {cpu: 0.5}}, restartPolicy: Sometimes, ports: [8080, {containerPort: 1}]}],
  volumes: [{name: all, projected: {sources: []}}, {name: none}, {name: e, emptyDir: }],
  restartPolicy: always}}
"""
SAID = ("x", "7", "a b", "it's", "64Mi")
SHARED = """\
apiVersion: v1
kind: Pod
metadata: {name: pair}
spec:
  containers:
  - name: one
    image: busybox # the shell
    resources: &small
      limits: {memory: 32Mi}
  - name: two
    image: busybox
    resources: *small
"""


def posted(text: str, **changes: str) -> dict[str, str]:
    """What a browser posts when the form of this text is open."""
    form = form_of(text)
    assert form is not None
    fields = {key: value for part in form.parts() for key, value in inputs(part)}
    whole = {**fields, "manifest": text, "form-of": digest(text), **changes}
    return {name: value.replace("\n", "\r\n") for name, value in whole.items()}


def inputs(part: Part) -> Iterator[tuple[str, str]]:
    for field in part:
        value = field.value()
        if isinstance(field.field, forms.BooleanField):
            if value:
                yield field.html_name, "on"
        else:
            yield field.html_name, str(value or "")


def edit(text: str, **changes: str) -> str:
    done = compose(posted(text, **changes))
    assert done.problems == ()
    return done.text


@pytest.mark.parametrize("text", [*TEXTS.values(), ODD, SHARED], ids=[*TEXTS, "odd", "shared"])
def test_the_form_unchanged_leaves_the_text_as_it_is(text: str) -> None:
    assert compose(posted(text)) == Composed(text)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(TEXTS)), st.sampled_from(SAID), st.data())
def test_one_field_changes_one_value(name: str, words: str, data: st.DataObject) -> None:
    text = TEXTS[name]
    form = form_of(text)
    assert form is not None
    lines = [
        (part, key)
        for part in form.parts()
        for key, field in part.fields.items()
        if key in part.at and isinstance(field, forms.CharField) and not field.disabled
    ]
    part, key = data.draw(st.sampled_from(lines))
    before = read_written(text)[number_of_pod(text) or 0].value
    done = compose(posted(text, **{part.add_prefix(key): words}))
    if done.form:
        assert words == "it's"  # an open quote
        return
    after = read_written(done.text)[number_of_pod(done.text) or 0].value

    steps = (*part.steps, *part.place_of(key))
    assert get(after, steps) == part.at[key][1].read(words)
    assert without(after, steps) == without(before, steps)


def without(obj: object, steps: tuple[str | int, ...]) -> object:
    """The object with nothing there, nor what is only around it."""
    rest = copy.deepcopy(obj)
    for length in range(len(steps), 0, -1):
        holder = get(rest, steps[: length - 1])
        if isinstance(holder, dict) and (
            length == len(steps) or holder.get(steps[length - 1]) == {}
        ):
            holder.pop(steps[length - 1], None)
    return rest


def test_a_comment_stays_where_its_line_is_changed() -> None:
    after = edit(SHARED, spec__containers__0__image="busybox")

    assert after == SHARED


@pytest.mark.parametrize(
    ("press", "gone", "come"),
    [
        ("add:spec-containers-0-ports", [], ["      ports:", "        - containerPort: 8080"]),
        ("add:spec-containers-0-env", [], ["      env:", "        - name: NAME_1",
          '          value: ""']),
        ("add:spec-volumes", [], ["  volumes:", "    - name: volume-1", "      emptyDir: {}"]),
        ("add:spec-containers-0-volumeMounts", [],
         ["      volumeMounts:", "        - name: volume-1", "          mountPath: /volume-1",
          "  volumes:", "    - name: volume-1", "      emptyDir: {}"]),
        ("add:spec-initContainers", [],
         ["  initContainers:", "    - name: container-2",
          '      command: ["sh", "-c", "echo prepared"]']),
        ("add:sidecars", [],
         ["  initContainers:", "    - name: container-2", "      restartPolicy: Always",
          '      command: ["sh", "-c", "echo hello; sleep 3600"]']),
        ("remove:spec-containers-0-readinessProbe",
         ["      readinessProbe:", "        exec:", '          command: ["cat", "/tmp/ready"]',
          "        periodSeconds: 3", "        failureThreshold: 1"], []),
        ("add:spec-containers-9-ports", [], []),
        ("add:metadata-labels", [], []),
        ("remove:spec-containers-7", [], []),
        ("remove:metadata", [], []),
    ],
)  # fmt: skip
def test_a_button_adds_or_takes_its_lines_only(
    press: str, gone: list[str], come: list[str]
) -> None:
    text = TEXTS["readiness"]
    before, after = text.splitlines(), edit(text, do=press).splitlines()

    assert [line for line in before if line not in after] == gone
    assert [line for line in after if line not in before] == come


def test_a_form_of_an_older_text_changes_nothing() -> None:
    old = posted(TEXTS["readiness"], **{"metadata-name": "x", "do": "add:spec-volumes"})

    assert compose({**old, "manifest": TEXTS["run-once"]}) == Composed(TEXTS["run-once"])


def test_what_the_form_cannot_change_is_said_and_left() -> None:
    done = compose(posted(SHARED, **{"spec-containers-1-memory_limit": "64Mi"}))

    assert done.text == SHARED
    assert [problem.path for problem in done.problems] == ["spec.containers[1].resources"]
    assert "can't change" in done.problems[0].problem


def test_a_quote_that_is_never_closed_waits() -> None:
    done = compose(posted(TEXTS["readiness"], **{"spec-containers-0-command": "sh -c 'echo"}))

    assert done.text == TEXTS["readiness"]
    assert done.form is not None


def test_what_the_fields_cannot_show_is_left_to_the_yaml() -> None:
    form = form_of(ODD)
    assert isinstance(form, PodForm)
    closed = {
        part.path_of(name)
        for part in form.parts()
        for name, field in part.fields.items()
        if field.disabled
    }

    assert "spec.restartPolicy" in closed
    assert "spec.volumes[0].emptyDir.medium" in closed
    assert {path for path in closed if "env[0]" in path} > set()
    assert form.main[0].ports.by_hand


def test_the_source_of_a_variable_is_exchanged() -> None:
    row = "spec-containers-0-env-0"
    chosen = {f"{row}-source": "field", f"{row}-field": "metadata.name"}
    text = edit(TEXTS["configuration"], **chosen)
    pod = read_written(text)[1].value

    assert pod["spec"]["containers"][0]["env"] == [
        {"name": "WORDS", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}
    ]
    assert read_written(text)[0].value == read_written(TEXTS["configuration"])[0].value


def test_a_probe_asks_otherwise() -> None:
    place = "spec-containers-0-readinessProbe"
    text = edit(
        TEXTS["readiness"],
        **{f"{place}-action": "httpGet", f"{place}-path": "/", f"{place}-port": "80"},
    )

    assert read_written(text)[0].value["spec"]["containers"][0]["readinessProbe"] == {
        "httpGet": {"path": "/", "port": 80}, "periodSeconds": 3, "failureThreshold": 1,
    }  # fmt: skip


def test_a_text_without_a_pod_gets_one() -> None:
    done = compose({"manifest": "", "form-of": digest(""), "do": "new"})

    assert number_of_pod(done.text) == 0
    assert compose(posted(done.text)) == Composed(done.text)
