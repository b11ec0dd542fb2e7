"""kubectl replace, patch, label, annotate, set and edit on a real node."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - {name: c, image: nginx}
"""
UNMARSHAL = "json: cannot unmarshal"
IMMUTABLE = "spec: Forbidden: pod updates may not change fields other than"


@pytest.fixture
def settings(kubectl: Kubectl) -> str:
    kubectl("create", "configmap", "settings", "--from-literal=x=1")
    return "cm/settings"


@pytest.fixture
def web(kubectl: Kubectl, tmp_path: Path) -> str:
    path = tmp_path / "web.yaml"
    path.write_text(POD)
    kubectl("apply", "-f", str(path))
    kubectl("wait", "--for=condition=Ready", "pod/web", "--timeout=90s")
    return "pod/web"


def refusal(kubectl: Kubectl, *arguments: str) -> str:
    done = kubectl(*arguments, check=False)
    assert done.returncode == 1
    return done.stderr


def data_of(kubectl: Kubectl, what: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(kubectl.output("get", what, "-o", "json"))["data"]
    return found


def test_replace_and_replace_by_force(kubectl: Kubectl, web: str, tmp_path: Path) -> None:
    path = tmp_path / "web.yaml"
    before = kubectl.output("get", web, "-o", "jsonpath={.metadata.uid}")
    running = kubectl.output("get", web, "-o", "yaml")
    path.write_text(running.replace("- image: nginx", "- image: busybox"))
    assert kubectl.output("replace", "-f", str(path)) == "pod/web replaced\n"
    path.write_text(POD.replace("spec:", "spec:\n  restartPolicy: Never"))
    told = refusal(kubectl, "replace", "-f", str(path))
    assert IMMUTABLE in told
    assert '\n- \tRestartPolicy:                 "Always",\n' in told
    assert '\n+ \tRestartPolicy:                 "Never",\n' in told

    kubectl("replace", "--force", "--grace-period=1", "-f", str(path))
    assert kubectl.output("get", web, "-o", "jsonpath={.metadata.uid}") != before
    assert kubectl.output("get", web, "-o", "jsonpath={.spec.restartPolicy}") == "Never"
    kubectl("delete", web)


def test_replacing_nothing_is_an_error(kubectl: Kubectl, tmp_path: Path) -> None:
    path = tmp_path / "web.yaml"
    path.write_text(POD)
    assert 'pods "web" not found' in refusal(kubectl, "replace", "-f", str(path))


def test_three_kinds_of_patch(kubectl: Kubectl, settings: str) -> None:
    patch = ("patch", settings)
    assert kubectl.output(*patch, "-p", '{"data":{"y":"2"}}') == "configmap/settings patched\n"
    unchanged = kubectl.output(*patch, "-p", '{"data":{"y":"2"}}')
    assert unchanged == "configmap/settings patched (no change)\n"
    kubectl(*patch, "--type=merge", "-p", '{"data":{"x":null}}')
    kubectl(*patch, "--type=json", "-p", '[{"op":"add","path":"/data/z","value":"3"}]')

    assert data_of(kubectl, settings) == {"y": "2", "z": "3"}


def test_the_status_is_patched_on_its_subresource(kubectl: Kubectl, web: str) -> None:
    kubectl("patch", web, "--subresource=status", "-p", '{"status":{"reason":"Because"}}')
    reason = kubectl.output("get", web, "--subresource=status", "-o", "jsonpath={.status.reason}")
    assert reason == "Because"
    assert refusal(kubectl, "patch", web, "--subresource=scale", "-p", "{}")
    kubectl("delete", web)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["-p", '[{"op":"add"}]'],
         f"(BadRequest): {UNMARSHAL} array into Go value of type map[string]interface {{}}"),
        (["--type=json", "-p", '{"data":{}}'],
         f"error decoding patch: {UNMARSHAL} object into Go value of type []interface {{}}"),
        (["--type=merge", "-p", "[]"],
         f"error decoding patch: {UNMARSHAL} array into Go value of type map[string]"),
        (["--type=json", "-p", '[{"op":"test","path":"/data/x","value":"9"}]'],
         "testing value /data/x failed"),
        (["--type=merge", "-p", '{"data":{"x":3}}'], 'Quote it: "3"'),
        (["--type=merge", "-p", '{"metadata":{"name":"other"}}'],
         "the name of the object (other) does not match the name on the URL (settings)"),
    ],
)  # fmt: skip
def test_patches_that_do_not_fit(
    kubectl: Kubectl, settings: str, arguments: list[str], sentence: str
) -> None:
    assert sentence in refusal(kubectl, "patch", settings, *arguments)


def test_a_patch_of_a_list_needs_its_key(kubectl: Kubectl, web: str) -> None:
    told = refusal(kubectl, "patch", web, "-p", '{"spec":{"containers":[{"image":"x"}]}}')
    assert "map: map[image:x] does not contain declared merge key: name" in told
    kubectl("delete", web)


@pytest.mark.parametrize(("verb", "done"), [("label", "labeled"), ("annotate", "annotated")])
def test_labels_and_annotations(kubectl: Kubectl, settings: str, verb: str, done: str) -> None:
    assert kubectl.output(verb, settings, "a=1") == f"configmap/settings {done}\n"
    assert "already has a value (1)" in refusal(kubectl, verb, settings, "a=2")
    kubectl(verb, settings, "a=2", "--overwrite")
    stale = refusal(kubectl, verb, settings, "a=3", "--overwrite", "--resource-version=1")
    assert "the object has been modified" in stale
    assert kubectl.output(verb, settings, "--list") == "a=2\n"
    kubectl(verb, settings, "a-")
    assert kubectl.output(verb, settings, "--list") == ""
    assert kubectl.output(verb, "cm", "--all", "b=1") == f"configmap/settings {done}\n"


def test_a_label_that_is_none_is_refused(kubectl: Kubectl, settings: str) -> None:
    told = refusal(kubectl, "label", settings, "bad key=1")
    assert 'metadata.labels: Invalid value: "bad key": name part must consist of' in told


def test_set_changes_the_image_of_a_pod_and_nothing_else(kubectl: Kubectl, web: str) -> None:
    assert kubectl.output("set", "image", web, "c=busybox") == "pod/web image updated\n"
    assert "Podlab has no registry" in refusal(kubectl, "set", "image", web, "c=nowhere/x")
    assert 'unable to find container named "x"' in refusal(kubectl, "set", "image", web, "x=y")
    assert IMMUTABLE in refusal(kubectl, "set", "env", web, "A=b")
    assert IMMUTABLE in refusal(kubectl, "set", "resources", web, "--limits=cpu=100m")
    assert kubectl.output("set", "env", web, "--list") == "# Pod web, container c\n"
    kubectl("delete", web)


def edit(kubectl: Kubectl, what: str, script: Path) -> subprocess.CompletedProcess[str]:
    script.chmod(0o755)
    return subprocess.run(
        kubectl.command("edit", what), env={**kubectl.environment, "KUBE_EDITOR": str(script)},
        cwd=script.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_edit_opens_the_file_again_with_what_was_wrong(
    kubectl: Kubectl, settings: str, tmp_path: Path
) -> None:
    script = tmp_path / "editor.sh"
    script.write_text(
        "#!/bin/sh\n"
        '[ -e seen ] && cp "$1" again && exit\n'
        'touch seen; sed -i \'s/^metadata:/metadata:\\n  labels: {"bad key": x}/\' "$1"\n'
    )
    done = edit(kubectl, settings, script)

    assert 'error: configmaps "settings" is invalid' in done.stderr
    assert "Edit cancelled, no valid changes were saved." in done.stderr
    reopened = (tmp_path / "again").read_text().splitlines()
    assert '# configmaps "settings" was not valid:' in reopened
    assert any(line.startswith("# * metadata.labels: Invalid value:") for line in reopened)
    assert '  labels: {"bad key": x}' in reopened


def test_edit_can_mend_what_was_wrong(kubectl: Kubectl, settings: str, tmp_path: Path) -> None:
    script = tmp_path / "editor.sh"
    script.write_text(
        "#!/bin/sh\n"
        '[ -e seen ] && sed -i "s/x: 2/x: \\"2\\"/" "$1" && exit\n'
        'touch seen; sed -i \'s/x: "1"/x: 2/\' "$1"\n'
    )
    done = edit(kubectl, settings, script)

    assert done.returncode == 0, done.stderr
    assert data_of(kubectl, settings) == {"x": "2"}
