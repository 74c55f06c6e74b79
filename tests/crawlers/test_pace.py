"""How a host is treated: delay, backing off, and being left alone."""

from lmkor_data.crawlers.politeness.host_throttle import LONGEST_PAUSE, MOST_FAILURES, Pace


def test_visits_keep_the_delay():
    pace = Pace("a.test", least_delay=2.0)
    assert pace.ready(10.0)
    pace.begin(10.0)
    pace.succeed(latency=0.1, now=10.1)
    assert not pace.ready(11.9)
    assert pace.ready(12.0)


def test_the_delay_counts_from_when_the_host_was_really_asked():
    pace = Pace("a.test", least_delay=2.0)
    pace.begin(10.0)  # robots.txt took three seconds
    pace.succeed(latency=0.5, now=13.5)
    assert not pace.ready(14.9)
    assert pace.ready(15.0)


def test_a_slow_host_is_asked_less_often_and_a_quick_one_never_more_than_agreed():
    slow, quick = Pace("a.test", least_delay=1.0), Pace("b.test", least_delay=1.0)
    for _ in range(20):
        slow.begin(0.0)
        slow.succeed(latency=8.0, now=0.0)
        quick.begin(0.0)
        quick.succeed(latency=0.01, now=0.0)
    assert slow.delay > 7
    assert quick.delay == 1.0


def test_a_stranger_and_a_failing_host_get_one_visit_at_a_time():
    pace = Pace("a.test", least_delay=0.0, concurrency=4)
    pace.begin(0.0)
    assert not pace.ready(0.0)
    pace.succeed(0.0, 0.0)
    pace.begin(0.0)
    assert pace.ready(0.0)
    pace.fail(0.0, 1.0, "500")
    pace.begin(1.0)
    assert not pace.ready(1000.0)


def test_pauses_double_and_end_with_leaving_the_host():
    pace = Pace("a.test", first_pause=2.0)
    pauses = []
    now = 0.0
    while not pace.halted:
        now = pace.next_at
        pace.begin(now)
        pauses.append(pace.fail(now, now + 0.1, "503 Service Unavailable"))
    assert pauses == [2.0 * 2**n for n in range(MOST_FAILURES)]
    assert "503" in pace.halted


def test_visits_that_were_under_way_together_fail_as_one():
    pace = Pace("a.test", first_pause=1.0, concurrency=8)
    for _ in range(8):
        pace.begin(0.0)
    for n in range(8):
        pace.fail(begun=0.0, now=0.5 + n / 100, why="timeout")
    assert pace.failures == 1
    assert not pace.halted


def test_one_good_answer_forgives():
    pace = Pace("a.test")
    for _ in range(3):
        pace.begin(0.0)
        pace.fail(pace.next_at, pace.next_at + 0.1, "500")
    pace.begin(0.0)
    pace.succeed(0.1, 0.0)
    assert pace.failures == 0


def test_retry_after_is_kept_to_the_second_and_hours_mean_farewell():
    pace = Pace("a.test")
    pace.begin(0.0)
    assert pace.fail(0.0, 0.0, "429", asked=30.0) == 30.0
    assert not pace.ready(29.9)
    assert pace.ready(30.0)
    pace.begin(30.0)
    pace.fail(30.0, 30.0, "429", asked=LONGEST_PAUSE + 1)
    assert pace.halted


def test_crawl_delay_makes_it_slower_and_never_quicker():
    pace = Pace("a.test", least_delay=5.0, concurrency=8)
    pace.slow_down(2.0, now=0.0)
    assert pace.delay == 5.0
    pace.slow_down(10.0, now=0.0)
    assert pace.delay == 10.0
    assert not pace.ready(9.9)
    assert pace.concurrency == 1
