"""How a host is treated: delay, backing off, and being left alone."""

from lmkor_data.crawlers.politeness.host_throttle import LONGEST_PAUSE, MOST_FAILURES, HostThrottle


def test_visits_keep_the_delay():
    throttle = HostThrottle("a.test", least_delay=2.0)
    assert throttle.ready(10.0)
    throttle.begin(10.0)
    throttle.succeed(latency=0.1, now=10.1)
    assert not throttle.ready(11.9)
    assert throttle.ready(12.0)


def test_the_delay_counts_from_when_the_host_was_really_asked():
    throttle = HostThrottle("a.test", least_delay=2.0)
    throttle.begin(10.0)  # robots.txt took three seconds
    throttle.succeed(latency=0.5, now=13.5)
    assert not throttle.ready(14.9)
    assert throttle.ready(15.0)


def test_a_slow_host_is_asked_less_often_and_a_quick_one_never_more_than_agreed():
    slow, quick = HostThrottle("a.test", least_delay=1.0), HostThrottle("b.test", least_delay=1.0)
    for _ in range(20):
        slow.begin(0.0)
        slow.succeed(latency=8.0, now=0.0)
        quick.begin(0.0)
        quick.succeed(latency=0.01, now=0.0)
    assert slow.delay > 7
    assert quick.delay == 1.0


def test_a_stranger_and_a_failing_host_get_one_visit_at_a_time():
    throttle = HostThrottle("a.test", least_delay=0.0, concurrency=4)
    throttle.begin(0.0)
    assert not throttle.ready(0.0)
    throttle.succeed(0.0, 0.0)
    throttle.begin(0.0)
    assert throttle.ready(0.0)
    throttle.fail(0.0, 1.0, "500")
    throttle.begin(1.0)
    assert not throttle.ready(1000.0)


def test_pauses_double_and_end_with_leaving_the_host():
    throttle = HostThrottle("a.test", first_pause=2.0)
    pauses = []
    now = 0.0
    while not throttle.halted:
        now = throttle.next_at
        throttle.begin(now)
        pauses.append(throttle.fail(now, now + 0.1, "503 Service Unavailable"))
    assert pauses == [2.0 * 2**n for n in range(MOST_FAILURES)]
    assert "503" in throttle.halted


def test_visits_that_were_under_way_together_fail_as_one():
    throttle = HostThrottle("a.test", first_pause=1.0, concurrency=8)
    for _ in range(8):
        throttle.begin(0.0)
    for n in range(8):
        throttle.fail(begun=0.0, now=0.5 + n / 100, why="timeout")
    assert throttle.failures == 1
    assert not throttle.halted


def test_one_good_answer_forgives():
    throttle = HostThrottle("a.test")
    for _ in range(3):
        throttle.begin(0.0)
        throttle.fail(throttle.next_at, throttle.next_at + 0.1, "500")
    throttle.begin(0.0)
    throttle.succeed(0.1, 0.0)
    assert throttle.failures == 0


def test_retry_after_is_kept_to_the_second_and_hours_mean_farewell():
    throttle = HostThrottle("a.test")
    throttle.begin(0.0)
    assert throttle.fail(0.0, 0.0, "429", asked=30.0) == 30.0
    assert not throttle.ready(29.9)
    assert throttle.ready(30.0)
    throttle.begin(30.0)
    throttle.fail(30.0, 30.0, "429", asked=LONGEST_PAUSE + 1)
    assert throttle.halted


def test_crawl_delay_makes_it_slower_and_never_quicker():
    throttle = HostThrottle("a.test", least_delay=5.0, concurrency=8)
    throttle.slow_down(2.0, now=0.0)
    assert throttle.delay == 5.0
    throttle.slow_down(10.0, now=0.0)
    assert throttle.delay == 10.0
    assert not throttle.ready(9.9)
    assert throttle.concurrency == 1
