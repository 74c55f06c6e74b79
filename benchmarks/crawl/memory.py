"""Memory of the frontier and the ledger as a crawl grows: no pages fetched, everything else real.

    python benchmarks/crawl/memory.py

Each line is a process of its own that queues so many requests, lends them out, and keeps what they
bring (two reviews of 200 letters each, in shards at the end).
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lmkor_data.corpus.schema import document_id
from lmkor_data.crawlers.frontier.ledger import NAME, Ledger
from lmkor_data.crawlers.frontier.page_request import PageRequest, PageResult
from lmkor_data.crawlers.frontier.shard_flusher import ShardFlusher


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, help="(in the process of its own)")
    given = parser.parse_args()
    if given.requests:
        simulate(given.requests)
        return
    print("| requests | documents | peak MB | user CPU s | ledger MB |")
    print("|---:|---:|---:|---:|---:|", flush=True)
    for requests in (2_000, 20_000, 200_000):
        subprocess.run([sys.executable, __file__, "--requests", str(requests)], check=True)


def simulate(requests: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder)
        ledger = Ledger(raw / NAME)
        flusher = ShardFlusher(raw, ledger)
        for begin in range(0, requests, 50):
            found = (_request(n) for n in range(begin, min(begin + 50, requests)))
            ledger.requests.add(found)
        ledger.commit()
        (lane,) = ledger.requests.lanes(["shop"], None)
        kept = made = 0
        while batch := ledger.requests.take(lane, 32, time.time()):
            for request in batch:
                result = PageResult(request, documents=[_document(request, n) for n in range(2)])
                kept += ledger.keep(result, time.time()).total("documents_out")
                flusher.add(result)
            made += len(batch)
            if made % 3200 == 0:  # about what two seconds bring at full speed
                ledger.commit()
        flusher.flush("shop")
        size = sum(f.stat().st_size for f in raw.glob(f"{NAME}*")) / 1e6
        ledger.close()
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(
        f"| {requests:,} | {kept:,} | {usage.ru_maxrss / 1024:.0f} | {usage.ru_utime:.1f} "
        f"| {size:.1f} |",
        flush=True,
    )


def _request(number: int) -> PageRequest:
    values = {"category": "shop", "product": str(number)}
    return PageRequest(
        "shop", "shop", "product", f"http://shop.test/p/{number}", values=values, depth=1
    )


def _document(request: PageRequest, number: int) -> dict[str, object]:
    return {
        "category": "shop",
        "id": document_id("shop", f"{request.url}#{number}"),
        "text": f"{request.url} {number} " + "배송도 빠르고 좋아요. " * 15,
        "kind": "review",
        "source": "shop",
        "url": request.url,
        "title": None,
        "published_at": None,
        "collected_at": 0,
        "rating": 5.0,
    }


if __name__ == "__main__":
    main()
