"""How fast one host is visited: delay, patience after failures, and when to leave it alone."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Failures in a row after which a host is left for this run.
MOST_FAILURES = 8
#: A host that asks to be left for longer than this is left for this run (seconds).
LONGEST_PAUSE = 3600.0
LONGEST_DELAY = 60.0


@dataclass
class Pace:
    """The state of one host. Times are seconds of one monotonic clock.

    The delay follows the host: at least what recipe and robots.txt ask, more where it answers
    slowly, so that we keep it busy for at most half of its time (Scrapy's AutoThrottle, but for
    every host and not only while it answers well).
    """

    host: str
    least_delay: float = 1.0
    concurrency: int = 1
    delay: float = field(init=False)
    in_flight: int = 0
    next_at: float = 0.0
    failures: int = 0
    halted: str = ""  #: why the host is left for this run
    waiting_for: str = ""  #: why the next visit is not made at once

    def __post_init__(self) -> None:
        self.delay = self.least_delay

    def ready(self, now: float) -> bool:
        return not self.halted and self.in_flight < self.concurrency and now >= self.next_at

    def begin(self, now: float) -> None:
        self.in_flight += 1
        self.waiting_for = ""
        self.next_at = max(self.next_at, now + self.delay)

    def succeed(self, latency: float) -> None:
        """The host answered properly, after `latency` seconds."""
        self.in_flight -= 1
        self.failures = 0
        if self.least_delay:
            eased = (self.delay + latency) / 2
            self.delay = min(max(self.least_delay, eased), LONGEST_DELAY)

    def release(self) -> None:
        """A visit ended without a word from the host."""
        self.in_flight -= 1

    def fail(self, now: float, why: str, pause: float | None) -> float:
        """The host refused or failed; returns for how many seconds it is left alone.

        `pause` is what it asked for itself (Retry-After).
        """
        self.in_flight -= 1
        self.failures += 1
        if self.failures >= MOST_FAILURES:
            self.halt(f"{self.failures} failures in a row, the last: {why}")
        wait = min(2.0**self.failures, 300.0) if pause is None else pause
        if wait > LONGEST_PAUSE:
            self.halt(f"{why}; asks to be left alone for {wait:.0f} s")
        self.next_at = max(self.next_at, now + wait)
        self.waiting_for = why
        return wait

    def slow_down(self, delay: float) -> None:
        """Keep at least `delay` seconds between visits, as robots.txt asks."""
        self.least_delay = max(self.least_delay, delay)
        self.delay = max(self.delay, self.least_delay)
        if delay:
            self.concurrency = 1

    def halt(self, why: str) -> None:
        """Leave the host for this run; what it still holds waits in the ledger."""
        self.halted = self.halted or why
