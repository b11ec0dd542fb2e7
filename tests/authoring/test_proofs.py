"""Proofs beside web: one at a time for each instructor, lost ones found, cancelled ones clean."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from django.conf import LazySettings
from django.utils import timezone

from podlab.accounts.models import User
from podlab.authoring.models import AuthoredPack, ProofRun, ProvedExercise, Version
from podlab.authoring.packs import freeze, replace_draft
from podlab.authoring.proofs.running import LOST_AFTER, run_proof
from podlab.authoring.proofs.starting import CannotProve, cancel, end_lost_runs, order_proof
from podlab.cluster import disconnect
from podlab.exercises.models import Attempt
from podlab.sandbox.live.hub import hub
from podlab.sandbox.models import PodRun
from tests.authoring.packs import instructor, pack_of, retitled
from tests.support.node_server import NodeServer

SECONDS_TO_BEGIN = 120


def ordered(pack: AuthoredPack, by: User) -> ProofRun:
    return order_proof(freeze(pack, by), by)


def test_an_instructor_proves_one_thing_at_a_time(ada: User) -> None:
    pack = pack_of(ada)
    ordered(pack, ada)
    replace_draft(pack, retitled("Another"))

    with pytest.raises(CannotProve, match="already"):
        ordered(pack, ada)


def test_two_instructors_do_not_prove_the_same_version(ada: User) -> None:
    pack, bob = pack_of(ada), instructor("bob")
    run = ordered(pack, ada)

    with pytest.raises(CannotProve, match="Somebody else"):
        ordered(pack, bob)

    assert run.version.state == Version.State.PROVING
    assert not bob.proof_runs.exists()


def test_a_proof_whose_process_is_gone_was_cut_short(ada: User) -> None:
    pack = pack_of(ada)
    run = ordered(pack, ada)
    end_lost_runs()
    run.refresh_from_db()
    assert run.ended_at is None

    ProofRun.objects.update(beat_at=timezone.now() - LOST_AFTER - timedelta(seconds=1))
    end_lost_runs()

    run.refresh_from_db()
    assert (run.outcome, run.version.state) == ("cut short", "draft")
    assert ordered(pack, ada).version == run.version


def test_what_is_proved_already_is_not_played_again(ada: User) -> None:
    version = freeze(pack_of(ada), ada)
    Version.objects.update(proof={"passed": True})
    version.refresh_from_db()

    with pytest.raises(CannotProve, match="proved already"):
        order_proof(version, ada)


@pytest.mark.django_db(transaction=True)
async def test_a_proof_without_a_node_says_so(settings: LazySettings, tmp_path: Path) -> None:
    settings.PODLAB_KUBECONFIG = tmp_path / "none"
    ada = await sync_to_async(instructor)()
    pack = await sync_to_async(pack_of)(ada)
    run = await sync_to_async(ordered)(pack, ada)

    ended = await run_proof(run.pk)

    await ended.version.arefresh_from_db()
    assert (ended.outcome, ended.version.state) == ("cut short", "draft")
    assert ended.told
    assert not ended.version.is_proved


@pytest.mark.docker
@pytest.mark.django_db(transaction=True)
async def test_a_cancelled_proof_leaves_nothing(node: NodeServer, settings: LazySettings) -> None:
    settings.PODLAB_KUBECONFIG = node.kubeconfig
    ada = await sync_to_async(instructor)()
    pack = await sync_to_async(pack_of)(ada)
    run = await sync_to_async(ordered)(pack, ada)
    playing = asyncio.create_task(run_proof(run.pk))
    keys: list[str] = []
    async with asyncio.timeout(SECONDS_TO_BEGIN):
        while not keys:
            await asyncio.sleep(0.1)
            keys = [each.owner_key async for each in Attempt.objects.all()]

    await sync_to_async(cancel)(run)
    ended = await playing

    await hub().close()
    await disconnect()
    with node.client() as client:
        listed = client.get("/api/v1/namespaces").json()["items"]
    assert ended.outcome == "cancelled"
    assert not {f"learner-{key}" for key in keys} & {each["metadata"]["name"] for each in listed}
    assert not await Attempt.objects.aexists()
    assert not await PodRun.objects.aexists()
    assert not await ProvedExercise.objects.aexists()
