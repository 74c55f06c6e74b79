"""How fast one host is visited: delay, patience after failures, and when to leave it alone."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Failures in a row after which a host is left for this run.
MOST_FAILURES = 8
#: A host that asks to be left for longer than this is left for this run (seconds).
LONGEST_PAUSE = 3600.0
LONGEST_DELAY = 60.0
_LONGEST_BACKOFF = 300.0


@dataclass
class HostThrottle:
    """The state of one host. Times are seconds of one monotonic clock.

    The delay follows the host: at least what recipe and robots.txt ask, more where it answers
    slowly, so that no host is kept busy for more than half of its time. Before a host has answered
    well, and after it has failed, it gets one request at a time.
    """

    host: str
    least_delay: float = 1.0
    concurrency: int = 1
    first_pause: float = 2.0  #: after the first failure; doubles with each one that follows
    delay: float = field(init=False)
    next_at: float = 0.0
    in_flight: int = 0
    failures: int = 0  #: in a row
    halted: str = ""  #: why the host is left for this run
    waiting_for: str = ""  #: why the next request is not made at once
    pages: int = 0  #: requests that ended in this run
    documents: int = 0  #: kept in this run
    errors: int = 0
    _well: bool = False  #: the last answer was a proper one
    _failed_at: float = -1.0

    def __post_init__(self) -> None:
        self.delay = self.least_delay

    def ready(self, now: float) -> bool:
        return not self.halted and self.has_room and now >= self.next_at

    @property
    def has_room(self) -> bool:
        """Whether another request may be under way beside those that are."""
        return self.in_flight < (self.concurrency if self._well else 1)

    def begin(self, now: float) -> None:
        self.in_flight += 1
        self.waiting_for = ""
        self.next_at = max(self.next_at, now + self.delay)

    def succeed(self, latency: float, now: float) -> None:
        """The host answered properly, `latency` seconds after it was really asked."""
        self.in_flight -= 1
        self.failures = 0
        self._well = True
        if self.least_delay:
            eased = (self.delay + latency) / 2
            self.delay = min(max(self.least_delay, eased), LONGEST_DELAY)
            self.next_at = max(self.next_at, now - latency + self.delay)

    def rest_longer(self, now: float) -> None:
        """A request under way asked for something more: the host rests for that as well."""
        self.next_at = max(self.next_at, now) + self.delay

    def release(self) -> None:
        """A request ended without telling anything of the host."""
        self.in_flight -= 1

    def fail(self, begun: float, now: float, why: str, asked: float | None = None) -> float:
        """The host refused or failed; returns for how many seconds it is left alone.

        `begun` is when the request was made: requests that were under way together fail as one.
        `asked` is the pause that the host itself asks for (Retry-After).
        """
        self.in_flight -= 1
        self.errors += 1
        self._well = False
        if begun >= self._failed_at:
            self.failures += 1
            self._failed_at = now
        pause = self.first_pause * 2.0 ** (self.failures - 1)
        pause = min(pause, _LONGEST_BACKOFF) if asked is None else asked
        if self.failures >= MOST_FAILURES:
            self.halt(f"{self.failures} failures in a row, the last: {why}")
        elif pause > LONGEST_PAUSE:
            self.halt(f"{why}, and asks for a pause of {pause:.0f} s")
        self.next_at = max(self.next_at, now + pause)
        self.waiting_for = why
        return pause

    def slow_down(self, delay: float, now: float) -> None:
        """Keep at least `delay` seconds between requests, as robots.txt asks; one at a time."""
        self.least_delay = max(self.least_delay, delay)
        self.delay = max(self.delay, self.least_delay)
        self.concurrency = 1
        self.next_at = max(self.next_at, now + self.delay)
        if delay > LONGEST_PAUSE:
            self.halt(f"robots.txt asks for {delay:.0f} s between pages")

    def halt(self, why: str) -> None:
        """Leave the host for this run; what it still holds waits in the ledger."""
        self.halted = self.halted or why
