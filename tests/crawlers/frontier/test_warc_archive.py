"""The archive of a crawl, read by another program."""

from __future__ import annotations

from warcio.archiveiterator import ArchiveIterator

from lmkor_data.crawlers.frontier.warc_archive import FOLDER
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.stage import crawl
from lmkor_data.demo.site import DemoSite
from lmkor_data.engine.context import StageContext
from tests.crawlers.raw_rows import stored


def test_every_page_is_in_the_archive(tmp_path):
    with DemoSite() as site:
        options = CrawlOptions(sites=("demo_blog",), base_url=site.url, archive=True, limit=30)
        crawl(tmp_path, options, StageContext())
    (path,) = (tmp_path / FOLDER).glob("*.warc.gz")
    pages = {}
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            if record.rec_type == "response":
                url = record.rec_headers.get_header("WARC-Target-URI")
                pages[url] = record.content_stream().read()
                assert record.http_headers.get_statuscode() == "200"
    kept = stored(tmp_path)
    assert len(kept) == 30
    assert {row["url"] for row in kept} <= set(pages)
    assert all(row["title"].encode() in pages[row["url"]] for row in kept)
