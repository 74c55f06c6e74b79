"""The ledger's promises: each request once, each document once, all of a page or nothing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from lmkor_data.crawlers.frontier.ledger import MOST_TRIES, NAME, Ledger
from lmkor_data.crawlers.frontier.page_request import PageRequest, PageResult, Retry
from lmkor_data.crawlers.frontier.request_queue import DEFERRED, DONE, WAITING


@pytest.fixture
def ledger(tmp_path: Path):
    ledger = Ledger(tmp_path / NAME)
    yield ledger
    ledger.close(keep=False)


def request(number: int, category: str = "food") -> PageRequest:
    return PageRequest("shop", category, "reviews", f"http://a.test/{number}")


def document(number: int) -> dict:
    return {"id": f"{number:016x}", "text": f"후기 {number}"}


def take(ledger: Ledger, number: int = 1) -> list[PageRequest]:
    (lane,) = ledger.requests.lanes(["shop"], None)
    return ledger.requests.take(lane, number, time.time())


def test_a_visit_waits_once_however_often_it_is_found(ledger):
    ledger.requests.add([request(1), request(1), request(2)])
    ledger.requests.add([request(2)])
    assert [v.url for v in take(ledger, 10)] == ["http://a.test/1", "http://a.test/2"]
    assert not take(ledger, 10)


def test_a_post_with_another_body_is_another_visit():
    first = PageRequest("shop", "food", "reviews", "http://a.test/", body='{"page":1}')
    second = PageRequest("shop", "food", "reviews", "http://a.test/", body='{"page":2}')
    assert first.key != second.key


def test_a_visit_survives_the_ledger_unchanged(ledger):
    planned = PageRequest(
        "shop", "food", "reviews", "http://a.test/1", body="p=1", values={"product": "가"},
        number=3, depth=2, previous="ab",
    )  # fmt: skip
    ledger.requests.add([planned])
    (found,) = take(ledger)
    assert found.id
    assert found.to_json() == planned.to_json()
    assert found.values == {"product": "가"}


def test_a_document_is_kept_once(ledger):
    ledger.requests.add([request(1), request(2)])
    one, two = take(ledger, 2)
    ledger.keep(PageResult(one, documents=[document(1), document(2)]), 0.0)
    counts = ledger.keep(PageResult(two, documents=[document(2), document(3)]), 0.0)
    assert counts.by_measure("dropped/") == {"seen before": 1}
    kept = [d["text"] for page in ledger.documents.waiting("shop") for d in page]
    assert kept == ["후기 1", "후기 2", "후기 3"]
    assert ledger.documents.counts(["shop"], None).missing() == 0


def test_what_was_not_committed_never_was(tmp_path):
    ledger = Ledger(tmp_path / NAME)
    ledger.requests.add([request(1)])
    ledger.commit()
    (one,) = take(ledger)
    ledger.keep(PageResult(one, documents=[document(1)]), 0.0)
    ledger.close(keep=False)
    again = Ledger(tmp_path / NAME)
    assert [v.url for v in take(again)] == ["http://a.test/1"]
    assert not list(again.documents.waiting("shop"))
    assert not again.documents.counts(["shop"], None).total("pages")
    again.close()


def test_a_failing_visit_comes_again_and_then_waits_for_the_next_run(tmp_path):
    ledger = Ledger(tmp_path / NAME)
    ledger.requests.add([request(1)])
    for _ in range(MOST_TRIES):
        (one,) = take(ledger)
        ledger.keep(PageResult(one, "500", retry=Retry.LATER, pause=-1.0), time.time())
    assert not take(ledger)
    lanes = ledger.requests.lanes(["shop"], None)
    assert ledger.requests.outcomes(lanes, DEFERRED) == {("a.test", "500"): 1}
    ledger.close()
    again = Ledger(tmp_path / NAME)
    assert [v.tries for v in take(again)] == [0]
    again.close()


def test_a_pause_is_kept(ledger):
    ledger.requests.add([request(1)])
    (one,) = take(ledger)
    ledger.keep(PageResult(one, "429", retry=Retry.LATER, pause=60.0), time.time())
    (lane,) = ledger.requests.lanes(["shop"], None)
    assert not take(ledger)
    due = ledger.requests.next_due(lane)
    assert due is not None
    assert 58 < due - time.time() <= 60


def test_a_page_that_has_more_than_there_is_room_for_is_read_again(ledger):
    ledger.requests.add([request(1)])
    (one,) = take(ledger)
    result = PageResult(one, documents=[document(n) for n in range(5)])
    ledger.keep(result, 0.0, room=3)
    assert sum(len(page) for page in ledger.documents.waiting("shop")) == 3
    assert [v.url for v in take(ledger)] == ["http://a.test/1"]


def test_looking_again_renews_only_what_was_made_before(ledger):
    ledger.requests.add([request(1), request(2)])
    one, two = take(ledger, 2)
    ledger.keep(PageResult(one), 100.0)
    ledger.keep(PageResult(two), 300.0)
    ledger.requests.add_again([request(1), request(2), request(3)], made_before=200.0)
    assert sorted(v.url[-1] for v in take(ledger, 9)) == ["1", "3"]


def test_a_site_is_forgotten_whole_and_alone(ledger):
    other = PageRequest("blog", "food", "post", "http://b.test/1")
    ledger.requests.add([request(1), other])
    (one,) = take(ledger)
    ledger.keep(PageResult(one, documents=[document(1)]), 0.0)
    ledger.forget("shop")
    assert not ledger.requests.lanes(["shop"], None)
    assert not list(ledger.documents.waiting("shop"))
    lanes = ledger.requests.lanes(["blog"], None)
    assert ledger.requests.numbers(lanes) == {WAITING: 1}
    ledger.requests.add([request(1)])
    (again,) = take(ledger)
    counts = ledger.keep(PageResult(again, documents=[document(1)]), 0.0)
    assert counts.total("documents_out") == 1
    assert ledger.requests.numbers(ledger.requests.lanes(["shop"], None)) == {DONE: 1}
