"""The command line of node, its token and its kubeconfig."""

import base64
import stat
from pathlib import Path

import pytest
import yaml

from podlab.node.__main__ import Address, parse_settings, take_data_dir
from podlab.node.assembly import node_identity
from podlab.node.kubeconfig import admin_token, write_kubeconfig

NEEDED = ["--data-dir", "d", "--kubeconfig", "k"]


def test_defaults_are_for_one_person_on_this_machine() -> None:
    settings = parse_settings(NEEDED)

    assert settings.listen == settings.advertise == Address("127.0.0.1", 8801)
    assert settings.pod_security == "baseline"
    assert settings.autoscale_seconds == 15
    assert settings.prepared_pods == 40


def test_another_address_may_be_advertised() -> None:
    settings = parse_settings([*NEEDED, "--listen", "0.0.0.0:9000", "--advertise", "node:9000"])

    assert str(settings.listen) == "0.0.0.0:9000"
    assert str(settings.advertise) == "node:9000"


def test_an_ipv6_address_stands_in_brackets() -> None:
    assert str(parse_settings([*NEEDED, "--listen", "[::1]:8801"]).listen) == "[::1]:8801"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--listen", "8801", *NEEDED], "--listen"),
        (["--listen", "localhost:0", *NEEDED], "--listen"),
        (["--pod-security", "none", *NEEDED], "--pod-security"),
        (["--prepared-pods", "111", *NEEDED], "--prepared-pods"),
        (["--kubeconfig", "k"], "--data-dir"),
        (["--horizontal-pod-autoscaler-sync-period", "0", *NEEDED], "--horizontal-pod-autoscaler"),
    ],
)
def test_an_error_names_the_flag(
    arguments: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse_settings(arguments)
    assert ended.value.code == 2
    assert named in capsys.readouterr().err


def test_a_data_folder_belongs_to_one_node(tmp_path: Path) -> None:
    first = take_data_dir(tmp_path)
    assert first
    assert take_data_dir(tmp_path) is None
    first.close()
    again = take_data_dir(tmp_path)
    assert again
    again.close()


def test_token_and_identity_are_kept_and_private(tmp_path: Path) -> None:
    token, identity = admin_token(tmp_path), node_identity(tmp_path)

    assert len(token) > 40
    assert (admin_token(tmp_path), node_identity(tmp_path)) == (token, identity)
    assert stat.S_IMODE((tmp_path / "token").stat().st_mode) == 0o600


def test_kubeconfig_carries_all_that_a_client_needs(tmp_path: Path) -> None:
    path = tmp_path / "var" / "kubeconfig"
    write_kubeconfig(path, "https://old", b"OLD", "old")
    write_kubeconfig(path, "https://127.0.0.1:8801", b"PEM", "secret")

    config = yaml.safe_load(path.read_text())
    cluster = config["clusters"][0]["cluster"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    assert cluster["server"] == "https://127.0.0.1:8801"
    assert base64.b64decode(cluster["certificate-authority-data"]) == b"PEM"
    assert config["users"][0]["user"] == {"token": "secret"}
    assert config["current-context"] == config["contexts"][0]["name"]
