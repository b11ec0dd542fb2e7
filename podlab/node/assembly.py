"""Puts one node together: store, kubelet, observatory, API."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from starlette.applications import Starlette

from podlab.node.admission import PodSecurity, admit_pod
from podlab.node.api.access.tokens import AccountTokens
from podlab.node.api.app import create_app
from podlab.node.api.builds.route import build_routes
from podlab.node.api.checks.dialling import DIAL_ROUTES
from podlab.node.api.checks.imaging import IMAGE_ROUTES
from podlab.node.api.checks.verifying import VERIFY_ROUTES
from podlab.node.api.context import ApiContext
from podlab.node.api.discovery.version import GIT_VERSION
from podlab.node.api.observation import observation_routes
from podlab.node.api.preparation.route import PREPARATION_ROUTES
from podlab.node.api.subresources.signals import SIGNAL_ROUTES
from podlab.node.builds.building import Builder
from podlab.node.builds.sweeping import sweep
from podlab.node.controllers import Controllers
from podlab.node.controllers.controller import NotDone
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError
from podlab.node.engine.taps import ScopeOrTaps
from podlab.node.housekeeping.events import expire_events
from podlab.node.housekeeping.first_objects import (
    ensure_first_objects,
    report_abilities,
    report_readiness,
    report_runtime,
)
from podlab.node.housekeeping.namespaces import follow_namespaces
from podlab.node.housekeeping.runtimes import Runtimes, report_runtimes
from podlab.node.images.catalogue import CATALOGUE
from podlab.node.kubeconfig import signing_key
from podlab.node.kubelet import Kubelet
from podlab.node.observation import Observatory
from podlab.node.runtime import RuntimeUnavailable
from podlab.node.store import Store
from podlab.node.tls import write_private
from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject

logger = logging.getLogger(__name__)

NODE_NAME = "podlab"
ABILITIES = ("observer",)  # what lessons may require of this node
SECONDS_BETWEEN_LOOKS = 2.0
SECONDS_BETWEEN_SWEEPS = 60.0
ROUTES = (*PREPARATION_ROUTES, *SIGNAL_ROUTES, *DIAL_ROUTES, *VERIFY_ROUTES, *IMAGE_ROUTES)
CALLS_AT_ONCE = 64  # that wait for the engine; Python's own few would let all others wait as well


@dataclass(frozen=True)
class Parts:
    """What runs while the app is served."""

    context: ApiContext
    engine: Engine
    observatory: Observatory
    kubelet: Kubelet
    controllers: Controllers
    abilities: tuple[str, ...]

    @asynccontextmanager
    async def running(self, _: Starlette) -> AsyncIterator[None]:
        """The app's lifespan."""
        let_calls_wait_side_by_side()
        store = self.context.store
        ensure_first_objects(store, NODE_NAME, GIT_VERSION)
        report_abilities(store, NODE_NAME, self.abilities)
        unfollow = follow_namespaces(store)
        self.observatory.start()
        self.kubelet.start()
        self.controllers.start()
        house = asyncio.create_task(_keep_house(self.context, self.engine))
        yield
        house.cancel()
        unfollow()
        await asyncio.to_thread(self.controllers.stop)
        await asyncio.to_thread(self.kubelet.stop)
        await asyncio.to_thread(self.observatory.stop)
        store.close()


@dataclass(frozen=True)
class Assembled:
    """A node that is ready to be served."""

    app: Starlette
    context: ApiContext


def assemble(
    data_dir: Path, token: str, policy: PodSecurity, most_prepared: int, autoscale_seconds: float
) -> Assembled:
    """Open the store and connect the parts; nothing runs before the app's lifespan begins."""
    store = Store(data_dir / "store.db")
    engine = Engine(node_identity(data_dir))

    def pod_at(address: str) -> str:
        return kubelet.pod_at(address)

    observatory = Observatory(ScopeOrTaps(engine).open, pod_at=pod_at)
    kubelet = Kubelet(
        store, engine, observatory, NODE_NAME, policy=policy, most_prepared=most_prepared
    )

    def admit(pod: JsonObject) -> tuple[list[FieldError], list[str]]:
        return admit_pod(pod, policy, CATALOGUE)

    def release(claim_uid: str) -> None:
        try:
            kubelet.release_claim(claim_uid)
        except (EngineError, RuntimeUnavailable) as problem:
            raise NotDone(f"claim {claim_uid} keeps its volume: {problem}") from problem

    builder = Builder(engine, CATALOGUE, kubelet.ensure_image) if policy == "baseline" else None
    usage = kubelet.runtime.read_usage
    controllers = Controllers(store, admit, usage, release, autoscale_seconds)
    context = ApiContext(
        store=store,
        runtime=kubelet.runtime,
        token=token,
        admit=admit,
        unready=lambda: [reason for reason in [kubelet.runtime.unready_reason()] if reason],
        preparer=kubelet.preparer,
        tokens=AccountTokens(signing_key(data_dir)),
    )

    abilities = ABILITIES if builder is None else (*ABILITIES, "build")
    parts = Parts(context, engine, observatory, kubelet, controllers, abilities)
    routes = [*observation_routes(observatory), *ROUTES, *build_routes(builder)]
    return Assembled(create_app(context, routes, parts.running), context)


def let_calls_wait_side_by_side() -> None:
    """Give the running loop as many threads as calls may wait for the engine at a time."""
    pool = ThreadPoolExecutor(CALLS_AT_ONCE, thread_name_prefix="call")
    asyncio.get_running_loop().set_default_executor(pool)


def node_identity(data_dir: Path) -> str:
    """The random id that labels everything this node makes on the engine."""
    path = data_dir / "node-id"
    with contextlib.suppress(FileNotFoundError):
        return path.read_text().strip()
    identity = secrets.token_hex(8)
    write_private(path, identity.encode())
    return identity


async def _keep_house(context: ApiContext, engine: Engine) -> None:
    sweep_at, ready, runtimes = 0.0, False, Runtimes(engine)
    while True:
        now = asyncio.get_running_loop().time()
        try:
            reasons = context.unready()
            report_readiness(context.store, NODE_NAME, reasons)
            if not ready and not reasons:  # it may be another one than before
                version = await asyncio.to_thread(engine.version)
                report_runtime(context.store, NODE_NAME, version)
            if not reasons and (not ready or now >= sweep_at):
                report_runtimes(context.store, await asyncio.to_thread(runtimes.look))
            ready = not reasons
            if now >= sweep_at:
                expire_events(context.store, datetime.now(UTC))
                if ready:
                    await asyncio.to_thread(sweep, engine, context.store)
                sweep_at = now + SECONDS_BETWEEN_SWEEPS
        except Exception:
            logger.exception("Housekeeping failed; it is tried again")
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
