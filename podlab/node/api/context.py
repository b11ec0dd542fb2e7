"""What the routes work with."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from starlette.requests import HTTPConnection

from podlab.node.api.access.tokens import AccountTokens
from podlab.node.objects.creating import Admit
from podlab.node.runtime import PodPreparer, PodRuntime, PreparesNothing
from podlab.node.store import Store


@dataclass(frozen=True)
class ApiContext:
    """One node, as its API sees it.

    `admit` answers for a Pod with its defaults: what refuses it, and what to warn of.
    `unready` lists why Pods can't run yet; empty when they can.
    `tokens` signs and reads what ServiceAccounts come with.
    `closing` is set when the node shuts down: everything that streams ends then.
    """

    store: Store
    runtime: PodRuntime
    token: str
    admit: Admit
    unready: Callable[[], Sequence[str]]
    preparer: PodPreparer = field(default_factory=PreparesNothing)
    tokens: AccountTokens = field(default_factory=AccountTokens)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def close_streams(self) -> None:
        """End every watch and followed log, so that a shutdown need not wait for them."""
        self.closing.set()
        self.store.end_watches()


def context_of(connection: HTTPConnection) -> ApiContext:
    """The context of the app that a request or a WebSocket reached."""
    context: ApiContext = connection.app.state.context
    return context
