"""How a recording is made: of a run or of a file, within the limits that the page tells."""

import asyncio
import json
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from podlab.cluster import ClusterError, connect
from podlab.pods.objects import JsonObject
from podlab.sandbox.live.hub import hub
from podlab.sandbox.models import PodRun
from podlab.sandbox.recordings.keeping import resume
from podlab.sandbox.recordings.models import Recording, packed
from podlab.sandbox.runs.guests import Guest
from podlab.sandbox.tape.document import Document, from_own_json, from_tape, without_name
from podlab.sandbox.tape.keeping import Tape

RECORDINGS_OF_A_GUEST = 10
SOMEBODY = "learner"


class NotRecorded(Exception):
    """Why there is no recording, in the learner's words."""


async def tape_of(run: PodRun) -> Tape:
    """The run's tape: this process's while it watches, else the one that was kept."""
    topic = hub().known(run.uid)
    if topic is not None and (topic.tape.pod or not topic.over):
        return topic.tape
    if run.pod_uid and not run.removed_at:
        async with hub().watching(run) as begun:
            await begun.warm()
            return begun.tape
    tape = Tape()
    await resume(run.uid, tape)
    return tape


async def record(run: PodRun) -> Recording:
    """Save what is on the run's tape. Raises NotRecorded."""
    document = from_tape(await tape_of(run), run.manifest, await described(run))
    if document is None:
        raise NotRecorded(_("Nothing was seen of this Pod yet. Wait until it is there."))
    closed = await asyncio.to_thread(anonymous, document, run.namespace)
    return await save(Guest(run.owner_key), closed)


def anonymous(document: Document, namespace: str) -> Document:
    """The document without the name of the learner's namespace, which is theirs alone."""
    found = without_name(json.loads(document.to_json()), namespace, SOMEBODY)
    return from_own_json(json.dumps(found).encode())


async def save(guest: Guest, document: Document, *, from_file: bool = False) -> Recording:
    """Store the document as this guest's. Raises NotRecorded when there are too many."""
    now = timezone.now()
    there = Recording.objects.valid(now)
    if await there.acount() >= settings.PODLAB_RECORDINGS:
        raise NotRecorded(_("This Podlab holds as many recordings as it may. Try again later."))
    if await there.of_guest(guest).acount() >= RECORDINGS_OF_A_GUEST:
        raise NotRecorded(
            _("You have %(number)s recordings. Delete one first.")
            % {"number": RECORDINGS_OF_A_GUEST}
        )
    return await Recording.objects.acreate(
        owner_key=guest.key,
        name=str(document.pod["metadata"].get("name") or "")[:253],
        made_at=now,
        expires_at=now + timedelta(days=settings.PODLAB_RECORDING_DAYS),
        from_file=from_file,
        body=await asyncio.to_thread(packed, document),
    )


async def described(run: PodRun) -> dict[str, str]:
    """By what the run was recorded, as far as the cluster tells."""
    words = {"at": (run.started_at or run.created_at).isoformat()}
    with suppress(ClusterError):
        for node in (await (await connect()).list("nodes"))["items"][:1]:
            words |= versions_of(node)
    return words


def versions_of(node: JsonObject) -> dict[str, str]:
    """A Node's own words for what runs Pods on it."""
    info = (node.get("status") or {}).get("nodeInfo") or {}
    named = {
        "kubernetes": "kubeletVersion",
        "runtime": "containerRuntimeVersion",
        "kernel": "kernelVersion",
    }
    return {word: str(info[field]) for word, field in named.items() if info.get(field)}
