import http.server
import socket
import sys
import threading
from pathlib import Path

import pytest

from tools import programs
from tools.paths import fingerprint, is_stamped, write_stamp
from tools.programs import Programs, require_free_port, status_of
from tools.progress.steps import SetupFailed
from tools.run import number
from tools.setup import sockets


def test_fingerprint_changes_with_names_and_contents(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    two.write_text("b")
    before = fingerprint([one, two])

    assert fingerprint([two, one]) == before
    two.write_text("c")
    assert fingerprint([one, two]) != before
    two.rename(tmp_path / "three")
    assert fingerprint([one, tmp_path / "three"]) != fingerprint([one])


def test_stamp_says_only_what_was_written(tmp_path: Path) -> None:
    stamp = tmp_path / "folder" / ".stamp"
    assert not is_stamped(stamp, "value")

    write_stamp(stamp, "value")

    assert is_stamped(stamp, "value")
    assert not is_stamped(stamp, "other")


def test_taken_port_is_refused_with_another_one_to_choose() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SetupFailed) as refusal:
            require_free_port(port, "PORT")

    assert f"Port {port} is taken" in refusal.value.problem
    assert f"make run PORT={port + 1}" in refusal.value.advice


@pytest.mark.parametrize("text", ["", "http", "0", "70000", "-1"])
def test_port_that_is_none_is_refused_by_its_variable(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(SetupFailed, match="PORT is"):
        number("PORT", 8000)


def test_program_that_ends_is_noticed_with_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "LOGS", tmp_path)
    words = "print('out of luck', flush=True); raise SystemExit(4)"
    with Programs() as running:
        running.start("web", {}, sys.executable, "-c", words)
        ended = running.ended.get(timeout=20)

    assert ended.end.problem == "web ended with 4. Its log ends so:\n     out of luck"
    assert ended.end.advice == f"The whole log is {tmp_path / 'web.log'}"


def test_programs_are_stopped_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "LOGS", tmp_path)
    with Programs() as running:
        sleeper = running.start("web", {}, sys.executable, "-c", "import time; time.sleep(60)")

    assert sleeper.process.poll() is not None


def test_status_of_a_page_and_of_nothing() -> None:
    handler = http.server.SimpleHTTPRequestHandler
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        port = server.server_port
        assert status_of(port, "/no-such-page", tls=False) == 404
        thread.join()

    assert status_of(port, "/", tls=False) == 0


def test_docker_host_is_the_only_candidate_when_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://engine:2375")
    assert sockets.candidates() == ["tcp://engine:2375"]

    monkeypatch.delenv("DOCKER_HOST")
    assert sockets.candidates()[0] == "unix:///var/run/docker.sock"
    assert "unix:///run/podman/podman.sock" in sockets.candidates()


def test_engine_that_is_not_there_does_not_answer(tmp_path: Path) -> None:
    assert not sockets.answers(f"unix://{tmp_path / 'no.sock'}")

    stale = tmp_path / "stale.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(stale))
    assert not sockets.answers(f"unix://{stale}")
