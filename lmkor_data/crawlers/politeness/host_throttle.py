"""Request rate of one host: delay, back-off after failures, and when to stop."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Consecutive failures after which a host is left for this run.
MOST_FAILURES = 8
#: Refused pages in a row (403, login and block pages) after which a host is left for this run.
MOST_REFUSALS = 5
#: A host that asks for a longer pause than this is left for this run (seconds).
LONGEST_PAUSE = 3600.0
LONGEST_DELAY = 60.0
_LONGEST_BACKOFF = 300.0


@dataclass
class HostThrottle:
    """Throttle one host. Times are seconds of one monotonic clock.

    The delay follows the host: at least what recipe and robots.txt ask, more where it answers
    slowly, so that no host is kept busy for more than half of its time. Before a host has answered
    well, and after it has failed, it gets one request at a time.
    """

    host: str
    least_delay: float = 1.0
    concurrency: int = 1
    first_pause: float = 2.0  #: seconds after the first failure; doubles with each further one
    delay: float = field(init=False)
    next_at: float = 0.0
    in_flight: int = 0
    failures: int = 0  #: consecutive
    refusals: int = 0  #: consecutive
    halted: str = ""  #: why the host is left for this run
    waiting_for: str = ""  #: why the next request is delayed
    pages: int = 0  #: requests finished in this run
    documents: int = 0  #: kept in this run
    errors: int = 0
    _well: bool = False  #: the last response was a success
    _failed_at: float = -1.0

    def __post_init__(self) -> None:
        self.delay = self.least_delay

    def ready(self, now: float) -> bool:
        """Tell whether a request may be made now."""
        return not self.halted and self.has_room and now >= self.next_at

    @property
    def has_room(self) -> bool:
        """Tell whether another request may be in flight."""
        return self.in_flight < (self.concurrency if self._well else 1)

    def begin(self, now: float) -> None:
        """Record that a request is made."""
        self.in_flight += 1
        self.waiting_for = ""
        self.next_at = max(self.next_at, now + self.delay)

    def succeed(self, latency: float, now: float) -> None:
        """Record a proper response, `latency` seconds after the request was sent."""
        self.in_flight -= 1
        self.failures = 0
        self.refusals = 0
        self._well = True
        if self.least_delay:
            eased = (self.delay + latency) / 2
            self.delay = min(max(self.least_delay, eased), LONGEST_DELAY)
            self.next_at = max(self.next_at, now - latency + self.delay)

    def refuse(self, why: str) -> None:
        """Record a page that the host refused; several in a row mean the crawl is not wanted."""
        self.in_flight -= 1
        self.errors += 1
        self.refusals += 1
        if self.refusals >= MOST_REFUSALS:
            self.halt(f"{self.refusals} pages in a row were refused, the last: {why}")

    def rest_longer(self, now: float) -> None:
        """Add one delay for a subrequest of a page in flight."""
        self.next_at = max(self.next_at, now) + self.delay

    def release(self) -> None:
        """Record a request that ended without telling anything about the host."""
        self.in_flight -= 1

    def fail(self, begun: float, now: float, why: str, asked: float | None = None) -> float:
        """Record a failure and return for how many seconds the host is left alone.

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
        """Keep at least `delay` seconds between requests, one at a time, as robots.txt asks."""
        self.least_delay = max(self.least_delay, delay)
        self.delay = max(self.delay, self.least_delay)
        self.concurrency = 1
        self.next_at = max(self.next_at, now + self.delay)
        if delay > LONGEST_PAUSE:
            self.halt(f"robots.txt asks for {delay:.0f} s between pages")

    def halt(self, why: str) -> None:
        """Leave the host for this run; its requests stay in the ledger."""
        self.halted = self.halted or why
