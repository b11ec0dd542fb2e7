"""The check of an image that the scene builds, read from node."""

from django.utils.translation import gettext as _

from podlab.cluster import Refused
from podlab.curriculum.format.assertions import ImageIs
from podlab.exercises.checking.insides.images import Image, decide_image, image_expected
from podlab.exercises.checking.scene import CheckedScene
from podlab.exercises.checking.verdicts import CannotCheck, failure
from podlab.exercises.results import Result
from podlab.exercises.scenes.images.reading import holds, order_of, read_image, read_part, review
from podlab.exercises.scenes.manifests import text_of
from podlab.pods.objects import JsonObject

LINTED, DIVED = ("findings_max",), ("efficiency_min",)
COUNTED = ("packages_max", "executables_max", "setuid_max", "has_shell")


async def check_built(wanted: ImageIs, scene: CheckedScene, address: str) -> Result:
    """Only what is asked for is read: of a large image it takes a while."""
    name = scene.units[address].name
    try:
        seen = await read_image(scene.namespace, name)
        if seen is None:
            told = _("%(image)s: not built") % {"image": f"built/{name}"}
            return failure("not_built", image_expected(wanted), told)
        image = await image_of(wanted, scene, address, seen)
    except Refused as refused:
        raise CannotCheck(refused.message) from refused
    return decide_image(wanted, image, command_of(wanted, name))


async def image_of(wanted: ImageIs, scene: CheckedScene, address: str, seen: JsonObject) -> Image:
    """Raises ClusterError."""
    name = scene.units[address].name
    place = (scene.namespace, name)
    counted: JsonObject = await read_part(*place, "contents") if asks(wanted, COUNTED) else {}
    dived: JsonObject = await read_part(*place, "dive") if asks(wanted, DIVED) else {}
    secret = wanted.secret_absent
    return Image(
        size=seen["size"],
        user=seen["user"],
        layers=seen["layer_count"],
        has_shell=bool(counted["shells"]) if counted else None,
        holds_secret=await holds(*place, secret) if secret else None,
        packages=counted.get("packages"),
        executables=counted.get("executables"),
        setuid=counted.get("setuid"),
        findings=await findings(scene, address) if asks(wanted, LINTED) else None,
        efficiency=100 * dived["efficiency"] if dived else None,
    )


async def findings(scene: CheckedScene, address: str) -> int:
    """How much hadolint finds in the Dockerfile as it is now."""
    unit = scene.units[address]
    text = text_of(scene.exercise, scene.attempt, address, unit)
    order = order_of(scene.exercise, scene.attempt.variables, unit, text)
    return len((await review(scene.namespace, unit.name, order))["findings"])


def asks(wanted: ImageIs, fields: tuple[str, ...]) -> bool:
    return any(getattr(wanted, field) is not None for field in fields)


def command_of(wanted: ImageIs, name: str) -> str:
    """What one types to see the same."""
    if asks(wanted, LINTED):
        return "hadolint Dockerfile"
    if asks(wanted, DIVED):
        return f"dive built/{name} --ci"
    if asks(wanted, COUNTED):
        return f"docker export $(docker create built/{name} x) | tar tv"
    if wanted.secret_absent:
        return f"docker save built/{name} | grep -c {wanted.secret_absent}"
    return f"docker image inspect built/{name}"
