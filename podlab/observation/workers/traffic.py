"""Watches the traffic of one Pod, without any privilege once the first packet can come."""

import select
import socket
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from podlab.observation.kernel.capture import LOOPBACK, Capture
from podlab.observation.kernel.privileges import drop_privileges, enter_network_namespace
from podlab.observation.traffic.budget import WINDOW, DetailBudget
from podlab.observation.traffic.connections import (
    Accepted,
    Answered,
    Connection,
    ConnectionTable,
    Happening,
    Opened,
    Refused,
    Unanswered,
)
from podlab.observation.traffic.exchanges import Exchange
from podlab.observation.workers.attribution import Attribution
from podlab.observation.workers.channel import Channel
from podlab.observation.workers.entries import (
    folded_requests_entry,
    listen_entry,
    outside,
    refused_entry,
    request_entry,
    tap_entry,
    unseen_packets_entry,
)

LOOK_AT_LISTENERS = 1.0
LOOK_AGAIN = 0.05
WAIT_FOR_BODY = 0.02
WAIT_FOR_NAME = 0.25
PACKETS_PER_WINDOW = 2500
PACKETS_AT_ONCE = 256

FoldKey = tuple[str | None, str | None, int, tuple[tuple[str, str | bool], ...]]
OUTSIDE = "eth0"


@dataclass(frozen=True)
class _Untold:
    """An exchange whose response began at `since`; without one, a refusal of that time."""

    connection: Connection
    since: float
    exchange: Exchange | None = None


def watch_traffic(
    channel: Channel,
    namespace: str,
    levels: Iterable[int],
    names: Mapping[int, str],
    *,
    by_program: bool,
) -> None:
    """Enter the Pod's network namespace, capture, drop every privilege, then tell what passes."""
    if namespace:
        enter_network_namespace(namespace)
    attribution = Attribution(levels, names, by_program=by_program)
    captures = _open_captures()
    attribution.prepare(captures[0] if captures else None)
    drop_privileges()
    channel.send(tap_entry(time.time(), attribution=attribution.how))
    TrafficWatch(channel, attribution, captures).run()


def _open_captures() -> list[Capture]:
    """On `lo`, then on `eth0` where there is one."""
    present = {name for _, name in socket.if_nameindex()}
    try:
        return [Capture(name) for name in (LOOPBACK, OUTSIDE) if name in present]
    except PermissionError:
        return []


class TrafficWatch:
    """The loop of one Pod: packets to exchanges to entries, within a budget per window."""

    def __init__(
        self, channel: Channel, attribution: Attribution, captures: Sequence[Capture]
    ) -> None:
        self._channel, self._attribution, self._captures = channel, attribution, captures
        self._table = ConnectionTable(attribution.owners.__contains__)
        self._budget: DetailBudget[FoldKey] = DetailBudget()
        self._open: list[_Untold] = []
        self._window_began = 0.0
        self._packets = 0
        self._limit = PACKETS_PER_WINDOW
        self._looked = 0.0

    def run(self) -> None:
        """Until the supervisor closes the channel."""
        poller = select.poll()
        poller.register(self._channel, select.POLLIN)
        for capture in self._captures:
            poller.register(capture, select.POLLIN)
        while not self._channel.ended:
            ready = {descriptor for descriptor, _ in poller.poll(self._patience() * 1000)}
            if self._channel.fileno() in ready:
                self._obey()
            for capture in self._captures:
                if capture.fileno() in ready:
                    self._capture_some(capture)
            self._tell_finished()
            self._tell_folded()
            if time.monotonic() - self._looked >= LOOK_AT_LISTENERS:
                self._look_at_listeners()

    def _patience(self) -> float:
        """Seconds until something has to be done without being asked."""
        now = time.monotonic()
        waits = [self._looked + LOOK_AT_LISTENERS - now]
        if self._open:
            waits.append(WAIT_FOR_BODY)
        if due := self._budget.due():
            waits.append(due - now)
        return max(0.0, min(waits))

    def _obey(self) -> None:
        for command in self._channel.receive():
            if "packets" in command:
                self._limit = min(PACKETS_PER_WINDOW, command["packets"])
            else:
                self._attribution.names[command["cgroup"]] = command["name"]
                self._look_at_listeners()

    def _capture_some(self, capture: Capture) -> None:
        now = time.monotonic()
        if now - self._window_began >= WINDOW:
            self._begin_window(now)
        segments = capture.read(PACKETS_AT_ONCE)
        for segment in segments:
            if self._attribution.is_engines(segment):
                continue
            for happening in self._table.push(segment):
                self._handle(happening)
        self._packets += len(segments)
        if self._packets >= self._limit:
            self._sit_out()

    def _begin_window(self, now: float) -> None:
        self._window_began, self._packets = now, 0
        if dropped := sum(capture.dropped() for capture in self._captures):
            self._channel.send(unseen_packets_entry(dropped, "lost", time.time()))

    def _passed(self) -> int:
        return sum(capture.passed() for capture in self._captures)

    def _sit_out(self) -> None:
        """Have the kernel drop packets for the rest of the window; only count them."""
        for capture in self._captures:
            capture.pause()
        before = self._passed()
        self._tell_finished(all_of_them=True)
        time.sleep(max(0.01, self._window_began + WINDOW - time.monotonic()))
        self._table.forget()
        unseen = self._passed() - before
        for capture in self._captures:
            capture.resume()
        if unseen:
            self._channel.send(unseen_packets_entry(unseen, "budget", time.time()))

    def _handle(self, happening: Happening) -> None:
        match happening:
            case Opened(connection):
                self._attribution.note_opened(connection)
            case Accepted(connection):
                if not connection.outgoing and connection.port not in self._attribution.owners:
                    self._look_again()
            case Answered(connection, exchange):
                self._open.append(_Untold(connection, exchange.answered or 0.0, exchange))
            case Unanswered(connection, exchange, moment):
                self._open.append(_Untold(connection, moment, exchange))
            case Refused(connection, moment):
                self._open.append(_Untold(connection, moment))
                self._look_again()

    def _tell_finished(self, *, all_of_them: bool = False) -> None:
        """Tell each exchange that is complete, or whose body takes too long."""
        if not self._open:
            return
        now = time.time()
        waiting: list[_Untold] = []
        for untold in self._open:
            if not all_of_them and self._waits(untold, now):
                waiting.append(untold)
            else:
                self._tell(untold)
        self._open = waiting

    def _waits(self, untold: _Untold, now: float) -> bool:
        age = now - untold.since
        if untold.exchange and not untold.exchange.complete and age < WAIT_FOR_BODY:
            return True
        return age < WAIT_FOR_NAME and self._attribution.is_unknown(untold.connection.client_mark)

    def _tell(self, untold: _Untold) -> None:
        connection, exchange = untold.connection, untold.exchange
        sender, receiver = self._attribution.ends(connection)
        where = tuple(outside(connection).items())
        key = (sender, receiver, connection.port, where)
        if not self._budget.admits(key, time.monotonic()):
            return
        if exchange:
            self._channel.send(request_entry(connection, exchange, sender, receiver))
        else:
            self._channel.send(refused_entry(connection, sender, untold.since))

    def _tell_folded(self) -> None:
        for (sender, receiver, port, where), count in self._budget.fetch(time.monotonic()):
            entry = folded_requests_entry(count, sender, receiver, port, time.time(), **dict(where))
            self._channel.send(entry)

    def _look_again(self) -> None:
        if time.monotonic() - self._looked >= LOOK_AGAIN:
            self._look_at_listeners()

    def _look_at_listeners(self) -> None:
        self._looked = time.monotonic()
        if self._attribution.look():
            self._channel.send(listen_entry(self._attribution.sockets, time.time()))
