"""The busybox image does what published Pods expect of busybox."""

import pytest

from tests.node.images.conftest import Lab, said

pytestmark = pytest.mark.docker

SERVE = "mkdir /tmp/www; echo hi > /tmp/www/index.html; httpd -p 8080 -h /tmp/www; "
DEAF = "nc -ll -p 9 -e sleep 9 & sleep 0.2; "  # takes the connection and never answers
BOTH = ["baseline", "restricted"]


def test_busybox_runs_as_root_with_a_writable_tmp(lab: Lab) -> None:
    script = "id -un; id -gn; stat -c %a /tmp; touch /tmp/a /b && echo written"

    assert lab.run("busybox", script) == "root\nroot\n1777\nwritten\n"


def test_busybox_runs_as_anybody_on_a_read_only_root(lab: Lab) -> None:
    script = "id -u; touch /tmp/a; echo $?"

    assert lab.run("busybox", script, policy="restricted") == (
        "65532\ntouch: /tmp/a: Read-only file system\n1\n"
    )


@pytest.mark.parametrize("policy", BOTH)
def test_busybox_has_the_programs_that_manifests_use(lab: Lab, policy: str) -> None:
    wanted = (
        "sh ash awk cat cut date env find grep head hostname httpd id kill ls nc netstat nohup "
        "nslookup printenv ps sed seq sleep sort stat stty tail tee telnet timeout top touch tr "
        "traceroute vi watch wc wget whoami xargs"
    )

    script = f"for name in {wanted}; do which $name > /dev/null || echo no $name; done"
    assert lab.run("busybox", script, policy=policy) == ""


@pytest.mark.parametrize(
    "options",
    ["-T 2 -qO-", "-T2 -qO-", "-qT2 -O-", "-qT 2 -O-", "-qO- -T 2", "-q -O - --timeout=2", "-qO-"],
)
def test_wget_takes_a_time_limit_in_every_spelling(lab: Lab, options: str) -> None:
    assert lab.run("busybox", f"{SERVE} wget {options} http://127.0.0.1:8080/") == "hi\n"


@pytest.mark.parametrize("starter", ["env A=1", "xargs", "timeout 5", "nohup"])
def test_wget_works_under_programs_that_start_others(lab: Lab, starter: str) -> None:
    script = f"{SERVE} echo 127.0.0.1:8080 | {starter} wget -T 2 -qO- 127.0.0.1:8080"

    assert lab.run("busybox", script).startswith("hi\n")


@pytest.mark.parametrize("policy", BOTH)
def test_wget_ends_at_its_time_limit(lab: Lab, policy: str) -> None:
    output = lab.run("busybox", f"{DEAF} wget -T 1 -qO- http://127.0.0.1:9/; echo $?", policy)

    assert output == "wget: download timed out\n1\n"


def test_wget_says_what_is_wrong(lab: Lab) -> None:
    script = "wget -T 1 -qO- 127.0.0.1:1; echo $?; wget -T soon 127.0.0.1; echo $?"

    assert lab.run("busybox", script) == (
        "wget: can't connect to remote host (127.0.0.1): Connection refused\n1\n"
        "wget: invalid number 'soon'\n1\n"
    )


def test_printenv_prints_one_variable_or_all(lab: Lab) -> None:
    container = lab.start("busybox", "sleep", "60", environment={"GREETING": "a b\nc"})

    assert said(container, "printenv", "GREETING") == "a b\nc\n"
    assert "HOME=/root\n" in said(container, "printenv")


def test_echo_reads_escapes(lab: Lab) -> None:
    assert lab.run("busybox", r"echo -en 'a\tb\n'") == "a\tb\n"


def test_tail_follows_a_file_that_comes_later(lab: Lab) -> None:
    script = "tail -F /tmp/log & sleep 0.5; echo line > /tmp/log; sleep 2; kill $!"

    assert "line\n" in lab.run("busybox", script)


def test_ps_shows_programs_by_their_names(lab: Lab) -> None:
    container = lab.start("busybox", "sh", "-c", "sleep 60 & wait")

    assert "sleep 60" in said(container, "ps")
