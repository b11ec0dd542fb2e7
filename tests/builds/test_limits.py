"""What a Dockerfile says, and what one of a learner's may say."""

import pytest

from podlab.builds.instructions import directives, instructions
from podlab.builds.limits import Refused, plan

IMAGES = {"gcc": "podlab/gcc", "busybox": "podlab/busybox", "built/app": "mine/app"}
TWO_STAGES = """\
# The workshop
FROM gcc AS build
COPY server.c .
RUN gcc -O2 \\
      # statically, since nothing else will be there
      -static \\

      -o /server server.c

from scratch
COPY --from=build --chown=65532 /server /server
COPY --from=0 /etc/passwd /etc/passwd
copy --from=busybox /bin/sh /sh
USER 65532:65532
CMD ["/server"]
"""


def image_of(image: str) -> str:
    return IMAGES.get(image, "")


def refusals(text: str) -> list[tuple[int, str]]:
    with pytest.raises(Refused) as refused:
        plan(text, image_of, "busybox, gcc")
    return [(each.line, each.problem) for each in refused.value.refusals]


def test_a_plan_names_images_as_the_engine_does() -> None:
    planned = plan(TWO_STAGES, image_of, "")

    assert [each.text for each in planned.instructions] == [
        "FROM podlab/gcc AS build",
        "COPY server.c .",
        "RUN gcc -O2       -static       -o /server server.c",
        "FROM scratch",
        "COPY --from=build --chown=65532 /server /server",
        "COPY --from=0 /etc/passwd /etc/passwd",
        "COPY --from=podlab/busybox /bin/sh /sh",
        "USER 65532:65532",
        'CMD ["/server"]',
    ]
    assert [each.line for each in planned.written] == [2, 3, 4, 10, 11, 12, 13, 14, 15]
    assert planned.images == ("podlab/gcc", "podlab/busybox")
    assert [stage.name for stage in planned.stages] == ["build", ""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, "a Dockerfile begins with FROM")]),
        ("# only this\n", [(1, "a Dockerfile begins with FROM")]),
        ("RUN true\nFROM gcc", [(1, "a Dockerfile begins with FROM")]),
        ("ARG A=gcc\nFROM $A", [(1, "a Dockerfile begins with FROM"),
                                (2, "a variable can't name an image here")]),
        ("FROM debian:bookworm", [(1, "there is no image debian:bookworm")]),
        ("FROM gcc\nFROM other", [(2, "there is no image other")]),
        ("FROM gcc\nCOPY --from=other /a /b", [(2, "there is no image other")]),
        ("FROM gcc\nCOPY --from=0 /a /b", [(2, "there is no image 0")]),
        ("FROM gcc\nCOPY --from=scratch /a /b", [(2, "there is no image scratch")]),
        ("FROM gcc\nCOPY --from=$A /a /b", [(2, "a variable can't name an image here")]),
        ("FROM gcc\nCOPY --from /a /b", [(2, "it names no image")]),
        ("FROM gcc AS Build!", [(1, "Build! can't be the name of a stage")]),
        ("FROM gcc AS a\nFROM gcc AS A", [(2, "A can't be the name of a stage")]),
        ("FROM gcc AS", [(1, "FROM names an image, and AS a name for the stage")]),
        ("FROM --platform=arm64 gcc", [(1, "FROM --platform is refused here")]),
        ("FROM gcc\nADD http://127.0.0.1/ /x",
         [(2, "ADD is refused here: the engine would fetch what it names")]),
        ("FROM gcc\nONBUILD RUN true",
         [(2, "ONBUILD is refused here: it would act in another build")]),
        ("FROM gcc\nVOLUME /data",
         [(2, "VOLUME is refused here: an image of yours brings no volume along")]),
        ("FROM gcc\nRUN --mount=type=secret,id=a true", [(2, "RUN --mount is refused here")]),
        ("FROM gcc\nRUN --network=host true", [(2, "RUN --network is refused here")]),
        ("FROM gcc\nCOPY --FROM=gcc a b", [(2, "its flags can't be read")]),
        ("FROM gcc\nCOPY --fr\"om\"=x a b", [(2, "its flags can't be read")]),
        ("FROM gcc\nCOPY --chown=a\\ --from=x a b",
         [(2, "--chown names a user, and a group after a colon"), (2, "there is no image x")]),
        ("FROM gcc\nRUN cat <<EOF\nADD x y\nEOF",
         [(2, "here-documents are refused here"),
          (3, "ADD is refused here: the engine would fetch what it names"),
          (4, "EOF is no instruction")]),
        ("FROM gcc\nRUN true \\", [(2, "it ends with a backslash, in the middle")]),
        ("FROM gcc\nRUN a\\\\\n# end", [(2, "it ends with a backslash, in the middle")]),
        ("# syntax=docker/dockerfile:1\nFROM gcc",
         [(1, "`# syntax=` is refused: another reader would read this file")]),
        ("# escape=`\n# syntax = x\nFROM gcc",
         [(1, "`# escape=` is refused: another reader would read this file"),
          (2, "`# syntax=` is refused: another reader would read this file")]),
        ("FROM gcc\nFETCH x", [(2, "FETCH is no instruction")]),
        ("FROM gcc\nRUN", [(2, "RUN says nothing")]),
        ("FROM gcc\n" + "RUN true\n" * 60, [(61, "it has more than 60 instructions")]),
        ("FROM gcc\n#" + "x" * 20_000, [(1, "it is longer than 16384 characters")]),
    ],
)  # fmt: skip
def test_refusals(text: str, expected: list[tuple[int, str]]) -> None:
    assert refusals(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "FROM gcc",
        "FROM built/app\nRUN true",
        "# a comment = none of the reader's\nFROM gcc",
        "FROM gcc\n# syntax=x\nRUN true",
        "FROM scratch\nCOPY --from=gcc /a /b",
        "FROM gcc\nRUN test 1 -lt 2 && echo '<<'",
    ],
)
def test_what_may_be_built(text: str) -> None:
    assert plan(text, image_of, "").written


def test_an_instruction_has_one_line_whatever_it_says() -> None:
    text = "FROM gcc\nRUN a\\\n  b\u2028ADD x y\\\n\n# c\nd\x0bUSER 1"

    assert all("\n" not in each.text for each in instructions(text))


def test_directives_end_at_the_first_other_line() -> None:
    assert list(directives("# a=b\n\n# syntax=x")) == [("a", 1)]
