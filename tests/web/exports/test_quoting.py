"""Whatever a manifest says, an export says it as data: the shell and compose run none of it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from podlab.sandbox.exports.compose import compose_yaml
from podlab.sandbox.exports.docker_pod import DockerContainer, DockerPod, ExportedFile, Mount
from podlab.sandbox.exports.script import docker_script, run_words

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
WORDS = st.lists(TEXTS | st.sampled_from(["$(date)", "`date`", "';date;'", "--privileged", "\n#"]),
                 max_size=4)  # fmt: skip
PODS = st.builds(
    lambda image, command, args, values, content: DockerPod(
        "pod",
        "pod",
        [
            DockerContainer(
                "web",
                image,
                entrypoint=command,
                args=args,
                environment={f"V{number}": value for number, value in enumerate(values)},
                mounts=[Mount("data", f"/{image}".replace(":", ""))],
            )
        ],
        {"data": "mode=0777"},
        [ExportedFile("words/key", content.encode(), 0o644)],
    ),
    image=TEXTS,
    command=WORDS,
    args=WORDS,
    values=WORDS,
    content=TEXTS,
)
TELLING = """\
#!/bin/sh
[ "$1" = run ] || exit 0
printf '%s\\0' "$#" "$@" >> "$TOLD"
"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `docker` only writes down what it was told."""
    folder = tmp_path_factory.mktemp("stage")
    program = folder / "bin" / "docker"
    program.parent.mkdir()
    program.write_text(TELLING)
    program.chmod(0o755)
    return folder


def calls(words: list[str]) -> Iterator[list[str]]:
    """Each call's arguments; their number stands before them."""
    at = 0
    while at < len(words) - 1:
        end = at + 1 + int(words[at])
        yield words[at + 1 : end]
        at = end


@settings(max_examples=25, deadline=None)
@given(PODS)
def test_a_shell_reads_every_word_as_it_is(stage: Path, pod: DockerPod) -> None:
    script = stage / "pod.sh"
    script.write_bytes(docker_script(pod).encode())
    told = stage / "told"
    told.unlink(missing_ok=True)

    subprocess.run(["bash", "-n", script], check=True)
    subprocess.run(
        ["sh", script],
        check=True,
        cwd=stage,
        env={"PATH": f"{stage}/bin:/usr/bin:/bin", "TOLD": str(told)},
    )

    runs = list(calls(told.read_bytes().decode().split("\0")))
    assert runs[1] == run_words(pod, pod.containers[0])[1:]
    assert (stage / "pod-files" / "words" / "key").read_bytes() == pod.files[0].content


@settings(deadline=None)
@given(PODS)
def test_compose_replaces_nothing(pod: DockerPod) -> None:
    service = yaml.safe_load(compose_yaml(pod))["services"]["web"]
    web = pod.containers[0]

    def said(text: str) -> str:
        assert "$" not in text.replace("$$", "")
        return text.replace("$$", "$")

    assert [said(each) for each in service.get("command", [])] == web.args
    assert [said(each) for each in service.get("entrypoint", [])] == web.entrypoint
    assert {k: said(v) for k, v in service.get("environment", {}).items()} == web.environment
    assert said(service.get("image", "")) == web.image
