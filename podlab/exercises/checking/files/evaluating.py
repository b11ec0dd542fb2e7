"""The checks of files, read and decided."""

from podlab.curriculum.format.assertions import FileIs, VolumeIs
from podlab.exercises.checking.files.deciding import GONE, File, decide_file, file_expected
from podlab.exercises.checking.files.reading import file_in, volume_in
from podlab.exercises.checking.files.volumes import decide_volume, mounts_of, volume_expected
from podlab.exercises.checking.files.watched import KINDS, is_enough, place_in_volume, told_of
from podlab.exercises.checking.ground import Ground
from podlab.exercises.checking.insides.namespaces import not_running
from podlab.exercises.checking.pods.statuses import is_running
from podlab.exercises.checking.verdicts import exec_in
from podlab.exercises.results import Result
from podlab.sandbox.live.hub import hub

MOST_ENTRIES = 1000


async def check_file(wanted: FileIs, ground: Ground) -> Result:
    """The file as the container sees it, and the one that it should be the same as."""
    is_read = any(each is not None for each in (wanted.content, wanted.contains, wanted.sha256))
    file = await known_file(wanted, ground)
    file = file or await seen_file(ground, wanted.place, wanted.path, text=is_read)
    if file is None:
        return not_running(wanted.place, file_expected(wanted))
    other = None
    if wanted.same_inode_as is not None:
        there = wanted.same_path or wanted.path
        other = await seen_file(ground, wanted.same_inode_as, there, text=False) or GONE
    return decide_file(wanted, file, other, command_of(wanted, ground))


async def known_file(wanted: FileIs, ground: Ground) -> File | None:
    """The file as the watching knows it, where that is enough to decide."""
    place = ground.place(wanted.place)
    run = ground.scene.runs.get(place.unit)
    topic = hub().known(run.uid) if run else None
    pod = await ground.pod(place.unit)
    if not topic or pod is None or not is_enough(wanted) or not is_running(pod, place.container):
        return None
    volume, path = place_in_volume(pod, ground.container(place, pod), wanted.path)
    return told_of(topic.ring.latest(KINDS, MOST_ENTRIES), volume, path) if volume else None


async def seen_file(ground: Ground, at: str, path: str, *, text: bool) -> File | None:
    """What the container sees at the path; None while it does not run."""
    place = ground.place(at)
    pod = await ground.pod(place.unit)
    if pod is None or not is_running(pod, place.container):
        return None
    return await file_in(pod, ground.container(place, pod), path, text=text)


async def check_volume(wanted: VolumeIs, ground: Ground) -> Result:
    """The volume in the Pod, and in each container that has it and runs."""
    place = ground.place(wanted.of)
    pod = await ground.pod(place.unit)
    if pod is None:
        return not_running(wanted.of, volume_expected(wanted))
    mounts = mounts_of(pod, wanted.name)
    printed = {
        name: await volume_in(pod, name, path)
        for name, path in mounts.items()
        if is_running(pod, name)
    }
    name, path = next(iter(mounts.items()), (place.container, "/"))
    words = ["df", "-h", path] if not wanted.survives else ["ls", "-lR", path]
    command = exec_in(ground.scene.namespace, pod["metadata"]["name"], name, *words)
    return decide_volume(wanted, pod, ground.began(place.unit), printed, command)


def command_of(wanted: FileIs, ground: Ground) -> str:
    """What one would type to see it."""
    place = ground.place(wanted.place)
    words = ["cat", wanted.path]
    if wanted.same_inode_as is not None or wanted.writable is not None:
        words = ["stat", wanted.path]
    name = ground.scene.units[place.unit].name
    return exec_in(ground.scene.namespace, name, place.container, *words)
