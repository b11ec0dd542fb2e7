"""The manifests of an exercise: what the API server would refuse, and what a lesson may not ask."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from podlab.curriculum.bounds import over_limits
from podlab.curriculum.format.exercise import Exercise, Variable
from podlab.curriculum.format.scene import Unit
from podlab.curriculum.gaps import GAP, gap_lines
from podlab.curriculum.library import LoadedExercise, LoadedPack, fill
from podlab.curriculum.linting.dockerfiles import built_images, dockerfile_findings
from podlab.curriculum.linting.findings import Finding, Steps, wrong, wrong_in
from podlab.pods.errors import FieldError, InvalidManifest
from podlab.pods.manifest import Document, parse_manifest
from podlab.pods.validation import validate_document
from podlab.workloads.validation import validate_object

VERSIONS = {
    "Pod": "v1",
    "ConfigMap": "v1",
    "Secret": "v1",
    "PersistentVolumeClaim": "v1",
    "Service": "v1",
    "Deployment": "apps/v1",
    "HorizontalPodAutoscaler": "autoscaling/v2",
}
WORKLOADS = ("Deployment", "HorizontalPodAutoscaler")
MAIN = {"pod": "Pod", "container": "Pod", "deployment": "Deployment"}
HOSTS = ("hostNetwork", "hostPID", "hostIPC")
LISTS = ("containers", "initContainers")


@dataclass(frozen=True)
class Source:
    """A manifest's file, the field that names it, and the unit that it makes."""

    path: str
    steps: Steps
    unit: Unit | None = None

    @property
    def unit_is_open(self) -> bool:
        """Whether a learner finishes this text before it runs."""
        return self.steps[0] == "scene" and self.unit is not None and bool(self.unit.editable)


def manifest_findings(exercise: LoadedExercise, pack: LoadedPack) -> Iterator[Finding]:
    """Everything about the manifests of scene, buttons, solution and wrong answers."""
    seen: set[str] = set()
    images = (*pack.spec.images, *exercise.spec.missing_images, *built_images(exercise.spec))
    for source in sources(exercise.spec):
        if source.unit and source.unit.kind == "image":
            yield from dockerfile_findings(exercise, source.path, source.unit, pack)
            continue
        documents, errors = read(exercise, source.path)
        if gaps := gap_lines(exercise.read(source.path)):
            yield from () if source.unit_is_open else _with_gaps(exercise, source, gaps)
            continue
        if source.path not in seen:
            seen.add(source.path)
            errors += [error for each in documents for error in _of_document(each, images)]
            errors += [
                error
                for each in documents
                if not errors
                for error in over_limits(each, exercise.spec.limits)
            ]
            yield from (_at(exercise, source.path, error) for error in errors)
        if source.unit and not errors:
            yield from _of_unit(exercise, source, source.unit, documents)


def _with_gaps(exercise: LoadedExercise, source: Source, gaps: list[int]) -> Iterator[Finding]:
    told = f"has a gap `{GAP}`, which only a learner could fill: the text of an editable unit may"
    for line in gaps:
        yield wrong_in(exercise, source.path, line, told)


def sources(spec: Exercise) -> Iterator[Source]:
    """Every manifest that the exercise names."""
    units = spec.scene.by_address
    for address, unit in units.items():
        side, _, _name = address.rpartition("/")
        inside: Steps = ("scene", "twins", side, "units") if side else ("scene", "units")
        half = [each for each in units if each.rpartition("/")[0] == side]
        yield Source(unit.source, (*inside, half.index(address), "from"), unit)
    for number, step in enumerate(spec.steps):
        for index, action in enumerate(step.do.actions if step.do else ()):
            if action.action == "apply" and action.source:
                yield Source(action.source, ("steps", number, "do", "actions", index, "from"))
    for address, path in spec.solution.units.items():
        yield Source(path, ("solution", "units", address), units.get(address))
    for number, each in enumerate(spec.tests.wrong):
        for address, path in each.apply.items():
            at: Steps = ("tests", "wrong", number, "apply", address)
            yield Source(path, at, units.get(address))


def sample_variables(spec: Exercise) -> dict[str, str]:
    """Values as learners may get them, always the same."""
    return {name: _sample(variable) for name, variable in spec.vars.items()}


def _sample(variable: Variable) -> str:
    drawn = {"hex4": "a1b2", "hex8": "a1b2c3d4", "word": "amber", "port": "8080"}
    return variable.value or next(iter(variable.pick), "") or drawn[variable.random or "word"]


def read(exercise: LoadedExercise, path: str) -> tuple[list[Document], list[FieldError]]:
    """A manifest's documents, or what is wrong with its text."""
    text = fill(exercise.read(path), sample_variables(exercise.spec))
    try:
        return list(parse_manifest(text, kinds=None).documents), []
    except InvalidManifest as invalid:
        return [], list(invalid.errors)


def _at(exercise: LoadedExercise, path: str, error: FieldError) -> Finding:
    field = f"{error.path}: " if error.path else ""
    return wrong_in(exercise, path, error.line or 1, f"{field}{error.advised}")


def _of_document(document: Document, images: Sequence[str]) -> Iterator[FieldError]:
    version = VERSIONS.get(document.kind)
    if version is None:
        known = ", ".join(VERSIONS)
        yield _error(document, "kind", f"a scene has no {document.kind}; it may have {known}")
        return
    if document.api_version != version:
        told = f"a {document.kind} belongs to apiVersion: {version}"
        yield _error(document, "apiVersion", told)
        return
    errors = validate_document(document)
    yield from errors
    if document.kind in WORKLOADS and not errors:
        for error in validate_object(document.kind, document.object):
            line, column = document.place_of(error.where or error.path)
            yield dataclasses.replace(error, line=line, column=column)
    if not errors:
        yield from _forbidden(document, images)


def _forbidden(document: Document, images: Sequence[str]) -> Iterator[FieldError]:
    metadata = document.object.get("metadata") or {}
    for name in ("namespace", "finalizers"):
        if metadata.get(name):
            told = "leave it out: each learner has a namespace of their own, which is cleaned up"
            yield _error(document, f"metadata.{name}", told)
    spec, path = pod_spec(document)
    for name in HOSTS:
        if spec.get(name):
            yield _error(document, f"{path}.{name}", "a lesson's Pod stays apart from its host")
    for index, volume in enumerate(spec.get("volumes") or ()):
        if volume.get("hostPath"):
            told = "a lesson's Pod mounts nothing of its host"
            yield _error(document, f"{path}.volumes[{index}].hostPath", told)
    for at, container in containers_in(spec, path):
        if (container.get("securityContext") or {}).get("privileged"):
            told = "a lesson's container is not privileged"
            yield _error(document, f"{at}.securityContext.privileged", told)
        told = _wrong_image(str(container.get("image") or ""), images)
        if told:
            yield _error(document, f"{at}.image", told)


def _wrong_image(image: str, images: Sequence[str]) -> str:
    """Why a lesson can't use this image; empty if it can."""
    if not image or image in images:
        return ""
    if "@" in image:
        return "a digest promises exact bytes, which Podlab's own images can't keep: leave it out"
    last = image.rpartition("/")[2]
    name, _, tag = last.partition(":")
    if tag == "latest":
        return "`latest` is another image every month in a real cluster: leave the tag out here"
    if name not in images:
        listed = ", ".join(images) or "none"
        return f"`{name}` is not among the images of pack.yaml ({listed})"
    return ""


def _of_unit(
    exercise: LoadedExercise, source: Source, unit: Unit, documents: list[Document]
) -> Iterator[Finding]:
    kind = MAIN[unit.kind]
    mains = [each for each in documents if each.kind == kind]
    if len(mains) != 1:
        told = f"{source.path} must hold one {kind}, and holds {len(mains)}"
        yield wrong(exercise, source.steps, told)
        return
    name = (mains[0].object.get("metadata") or {}).get("name")
    if name != unit.name:
        line = mains[0].line_of("metadata.name")
        told = f"metadata.name: must be {unit.name}, as the unit is called, and is {name}"
        yield wrong_in(exercise, source.path, line, told)
    names = container_names(mains[0])
    if unit.kind == "container" and len(names) != 1:
        told = f"a separate container is a Pod of one container; {source.path} has {len(names)}"
        yield wrong(exercise, source.steps, told)


def pod_spec(document: Document) -> tuple[Mapping[str, Any], str]:
    """The spec of the Pods that a document makes, and its path; empty where it makes none."""
    spec = document.object.get("spec") or {}
    if document.kind == "Deployment":
        return (spec.get("template") or {}).get("spec") or {}, "spec.template.spec"
    return (spec, "spec") if document.kind == "Pod" else ({}, "spec")


def containers_in(spec: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each container of a Pod's spec with its path; what is none is told elsewhere."""
    for name in LISTS:
        listed = spec.get(name)
        for index, container in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(container, Mapping):
                yield f"{path}.{name}[{index}]", container


def container_names(document: Document) -> list[str]:
    spec, path = pod_spec(document)
    return [str(container.get("name")) for _, container in containers_in(spec, path)]


def _error(document: Document, path: str, sentence: str) -> FieldError:
    return FieldError(path, sentence, "", document.line_of(path))
