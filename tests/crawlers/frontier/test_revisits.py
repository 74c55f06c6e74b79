"""Edited pages come again, unchanged ones cost one request, and no document is there twice."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.stage import crawl
from lmkor_data.engine.context import StageContext
from tests.crawlers.fault_server import FAULTS, Fault, FaultServer, Hit, at, ok, says
from tests.crawlers.raw_rows import stored

LINE = "오늘은 바람이 불어 창문을 닫고 책을 읽었다. "
URL = "http://edited.test"


def article(text: str) -> str:
    return (
        "<html><head><title>글</title></head><body><article><h1>글</h1>"
        f"<p>{text} {LINE * 12}</p></article></body></html>"
    )


class Blog:
    """Two posts: the first is edited between two crawls, the second has an ETag."""

    def __init__(self) -> None:
        self.first = "처음 쓴 글이다."
        self.changed = "2025-01-01"
        self.answers: list[int] = []

    def sitemap(self, hit: Hit):
        entries = f"<url><loc>{URL}/a</loc><lastmod>{self.changed}</lastmod></url>"
        entries += f"<url><loc>{URL}/b</loc></url>"
        return ok(f"<urlset>{entries}</urlset>")

    def post(self, hit: Hit):
        return ok(article(self.first))

    def tagged(self, hit: Hit):
        status = 304 if hit.headers.get("If-None-Match") == '"v1"' else 200
        self.answers.append(status)
        if status == 304:
            return 304, {"ETag": '"v1"'}, b""
        return ok(article("고치지 않은 글이다."), ETag='"v1"')


def crawled(tmp_path, server, **more: object):
    options = CrawlOptions(
        sites=("blog",), base_url=URL, resolve=(f"edited.test=127.0.0.1:{server.port}",), **more
    )
    return crawl(tmp_path / "raw", options, StageContext())


def test_edited_posts_come_again_and_replace_the_old_ones(tmp_path, monkeypatch):
    blog = Blog()
    paths = {"/sitemap.xml": blog.sitemap, "/a": blog.post, "/b": blog.tagged}
    fault = Fault("edited", at(paths, says(404)), 0)
    monkeypatch.setattr("tests.crawlers.fault_server.FAULTS", [*FAULTS, fault])
    for server in FaultServer().serve():
        crawled(tmp_path, server)
        first = {row["url"]: row for row in stored(tmp_path / "raw")}
        assert set(first) == {f"{URL}/a", f"{URL}/b"}

        time.sleep(1)  # lastmod has whole seconds
        blog.first, blog.changed = "고쳐 쓴 글이다.", f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        crawled(tmp_path, server, since="2025-01-01")
        assert blog.answers == [200]  # nothing says that it changed
        second = {row["url"]: row for row in stored(tmp_path / "raw")}
        assert len(stored(tmp_path / "raw")) == 2
        assert "고쳐 쓴 글이다." in second[f"{URL}/a"]["text"]
        assert second[f"{URL}/a"]["id"] == first[f"{URL}/a"]["id"]

        report = crawled(tmp_path, server, revisit=True)
        assert blog.answers == [200, 304]
        assert report.counts.total("unchanged") == 1
        assert len(stored(tmp_path / "raw")) == 2
        assert report.counts.missing() == 0
