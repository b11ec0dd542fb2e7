"""The export for kubectl, applied with kubectl."""

import secrets
from pathlib import Path

import pytest

from tests.support.kubectl import Kubectl
from tests.web.exports.pods import export, laid_out

pytestmark = pytest.mark.kubectl
SECONDS = 120


def test_kubectl_applies_what_is_exported(kubectl: Kubectl, tmp_path: Path) -> None:
    name = f"export-{secrets.token_hex(4)}"
    made = export("kubectl", name, "busybox")
    laid_out(made, tmp_path)

    kubectl("apply", "-f", str(tmp_path / made.filename))
    kubectl("wait", "--for=condition=Ready", f"pod/{name}", f"--timeout={SECONDS}s")
    log = kubectl("logs", name, "-c", "web")
    kubectl("delete", "-f", str(tmp_path / made.filename), "--wait=false")

    assert "s3cret" in log.stdout
