"""kubectl apply, create -f, diff and prune of what files and folders say."""

from pathlib import Path

import pytest

from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl

ONE = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, labels: {set: x}}\ndata: {a: '1'}\n"
TWO = "apiVersion: v1\nkind: Secret\nmetadata: {name: two, labels: {set: x}}\ndata: {a: MQ==}\n"
MANY = """\
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: first}}
- {apiVersion: v1, kind: ConfigMap, metadata: {name: second}, data: {a: "1"}}
"""
TYPO = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {contaners: []}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "objects.yaml"


def refusal(kubectl: Kubectl, *arguments: str, code: int = 1) -> str:
    done = kubectl(*arguments, check=False)
    assert done.returncode == code
    return done.stderr


def test_several_documents_are_applied_and_deleted(kubectl: Kubectl, file: Path) -> None:
    file.write_text(f"{ONE}---\n{TWO}")

    made = ["configmap/one created", "secret/two created"]
    assert kubectl.lines(["apply", "-f", str(file)]) == made
    again = ["configmap/one unchanged", "secret/two unchanged"]
    assert kubectl.lines(["apply", "-f", str(file)]) == again
    assert "already exists" in refusal(kubectl, "create", "-f", str(file))
    kubectl("delete", "-f", str(file))
    assert kubectl("delete", "-f", str(file), "--ignore-not-found").stdout == ""


def test_a_folder_is_created(kubectl: Kubectl, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(ONE)
    (tmp_path / "b.yml").write_text(TWO)

    dry = ["configmap/one created (server dry run)", "secret/two created (server dry run)"]
    assert kubectl.lines(["create", "-f", str(tmp_path), "--dry-run=server"]) == dry
    named = kubectl.lines(["create", "-f", str(tmp_path), "--dry-run=client", "-o", "name"])
    assert named == ["configmap/one", "secret/two"]
    assert len(kubectl.lines(["create", "-f", str(tmp_path)])) == 2


def test_a_list_is_applied_item_by_item(kubectl: Kubectl, file: Path) -> None:
    file.write_text(MANY)

    made = ["configmap/first created", "configmap/second created"]
    assert kubectl.lines(["apply", "-f", str(file)]) == made
    file.write_text(MANY.replace(", data:", ", dat:"))
    assert 'unknown field "dat"' in refusal(kubectl, "apply", "-f", str(file))


def test_a_kustomization_is_applied(kubectl: Kubectl, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(ONE)
    (tmp_path / "kustomization.yaml").write_text("namePrefix: k-\nresources: [one.yaml]\n")

    assert refusal(kubectl, "diff", "-k", str(tmp_path)) == ""
    assert kubectl.output("apply", "-k", str(tmp_path)) == "configmap/k-one created\n"
    assert kubectl.output("diff", "-k", str(tmp_path)) == ""


def test_diff_says_by_its_code_what_it_found(kubectl: Kubectl, file: Path) -> None:
    file.write_text(ONE)
    kubectl("apply", "-f", str(file))
    assert kubectl("diff", "-f", str(file)).stdout == ""
    file.write_text(ONE.replace("'1'", "'2'"))

    changed = kubectl("diff", "-f", str(file), check=False)
    assert changed.returncode == 1
    assert {'-  a: "1"', '+  a: "2"'} <= set(changed.stdout.splitlines())
    assert "does not exist" in refusal(kubectl, "diff", "-f", "nothing.yaml", code=2)


def test_prune_deletes_what_is_no_longer_in_the_files(kubectl: Kubectl, file: Path) -> None:
    prune = ["apply", "-f", str(file), "--prune", "-l", "set=x",
             "--prune-allowlist=core/v1/ConfigMap", "--prune-allowlist=core/v1/Secret"]  # fmt: skip
    file.write_text(f"{ONE}---\n{TWO}")
    kubectl("apply", "-f", str(file))
    file.write_text(ONE)

    assert kubectl.lines(prune) == ["configmap/one unchanged", "secret/two pruned"]


def test_last_applied_can_be_viewed_and_set(kubectl: Kubectl, file: Path) -> None:
    file.write_text(ONE)
    kubectl("apply", "-f", str(file))

    assert 'a: "1"' in kubectl.output("apply", "view-last-applied", "cm/one")
    file.write_text(ONE.replace("'1'", "'2'"))
    kubectl("apply", "set-last-applied", "-f", str(file))
    assert 'a: "2"' in kubectl.output("apply", "view-last-applied", "cm/one")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("apiVersion: v1\nkind: Foo\nmetadata: {name: x}\n",
         'no matches for kind "Foo" in version "v1"'),
        ("apiVersion: batch/v1\nkind: Job\nmetadata: {name: x}\n",
         'no matches for kind "Job" in version "batch/v1"'),
        ("kind: Pod\nmetadata: {name: x}\n", "apiVersion not set"),
        (ONE.replace("name: one", "name: one, namespace: elsewhere"),
         'does not match the namespace'),
        (TYPO, 'strict decoding error: unknown field "spec.contaners"'),
        (ONE.replace("'1'", "1"), 'Quote it: "1"'),
        ("apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a-}\n",
         "cannot use generate name with apply"),
    ],
)  # fmt: skip
def test_what_cannot_be_applied_is_said(
    kubectl: Kubectl, file: Path, text: str, sentence: str
) -> None:
    file.write_text(text)
    assert sentence in refusal(kubectl, "apply", "-f", str(file))


def test_validation_can_be_weakened(kubectl: Kubectl, file: Path) -> None:
    file.write_text(TYPO.replace("spec: {", "spec: {containers: [{name: a, image: nginx}], "))
    dry = ["create", "-f", str(file), "--dry-run=server"]

    warned = kubectl(*dry, "--validate=warn")
    assert 'Warning: unknown field "spec.contaners"' in warned.stderr
    assert kubectl(*dry, "--validate=false").stderr == ""
    assert 'unknown field "spec.contaners"' in refusal(kubectl, *dry)
