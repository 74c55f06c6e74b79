"""The demo site on loopback: a shop with reviews and a blog, byte-identical in every run.

python -m lmkor_data.demo.site --port 8000
"""

import argparse
from collections import Counter
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from urllib.parse import parse_qs, unquote, urlsplit

from lmkor_data.demo.web.blog import Blog
from lmkor_data.demo.web.page_frame import TEXT, Page
from lmkor_data.demo.web.shop import Shop

PRIVATE = ("/shop/private/", "/blog/admin/")
"""Paths that robots.txt disallows although pages link to them."""


class DemoSite:
    """Context manager that serves the site on 127.0.0.1 in a background thread.

    Port 0 takes a free port. `hits` counts requests by path, without the query.
    """

    def __init__(self, port: int = 0) -> None:
        self.hits: Counter[str] = Counter()
        self._lock = Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._shop = Shop()
        self._blog = Blog(self.url)

    @property
    def url(self) -> str:
        """Base URL `http://127.0.0.1:PORT`, without a trailing slash."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "DemoSite":
        Thread(target=self.serve, daemon=True).start()
        return self

    def serve(self) -> None:
        """Serve requests until the context ends; `with` calls this in a background thread."""
        self._server.serve_forever(poll_interval=0.05)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, target: str) -> Page | None:
        """Return the page for a request target such as `/shop/c/food?page=2`, or None."""
        address = urlsplit(target)
        with self._lock:
            self.hits[address.path] += 1
        if address.path == "/robots.txt":
            return self._robots()
        number = parse_qs(address.query).get("page", ["1"])[0]
        if not number.isdecimal() or int(number) < 1:
            return None
        room, *path = [unquote(part) for part in address.path.split("/") if part] or ["shop"]
        if room == "shop":
            return self._shop.page(path, int(number))
        return self._blog.page(path, int(number)) if room == "blog" else None

    def _robots(self) -> Page:
        rules = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
        return Page("\n".join([*rules, "", f"Sitemap: {self.url}/blog/sitemap.xml", ""]), TEXT)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                """Send the page, or 404."""
                page = site.answer(self.path)
                body = (page.text if page else "찾는 쪽이 없습니다.\n").encode()
                # No Date header, so that responses are byte-identical on every day.
                self.send_response_only(200 if page else 404)
                self.send_header("Content-Type", page.content_type if page else TEXT)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Log nothing; `hits` holds the requests."""

        return Handler


def main() -> None:
    """Serve in the foreground, for viewing in a browser."""
    parser = argparse.ArgumentParser(description="Serve the demo shop and blog on loopback.")
    parser.add_argument("--port", type=int, default=8000)
    site = DemoSite(parser.parse_args().port)
    print(f"{site.url}/shop/  {site.url}/blog/  (Ctrl-C to stop)", flush=True)
    with suppress(KeyboardInterrupt):
        site.serve()


if __name__ == "__main__":
    main()
