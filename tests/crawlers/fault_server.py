"""A site that misbehaves: one virtual host a fault, all on one port of this machine."""

from __future__ import annotations

import socket
import threading
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from lmkor_data.crawlers.politeness.rights import AI_TXT, TDM_REP

Answer = tuple[int, dict[str, str], bytes]
Handler = Callable[["Hit"], Answer]

KOREAN = "똠방각하가 펲시콜라를 마시며 뷁 하고 웃었어요"


@dataclass(frozen=True)
class Hit:
    """A request: its path with the query, and how often it came before."""

    path: str
    before: int
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """One way of misbehaving, what may be stored of it, and what must be said."""

    name: str
    answer: Handler
    stored: int  #: reviews
    said: str = ""  #: part of a note or failure about the host; empty: nothing
    robots: Handler = lambda hit: (404, {}, b"")
    rights: dict[str, bytes] = field(default_factory=dict)  #: `/ai.txt`, `/.well-known/tdmrep.json`

    @property
    def host(self) -> str:
        return f"{self.name}.test"


def page(*reviews: str, links: tuple[str, ...] = (), head: str = "") -> str:
    items = "".join(f'<li class="review" data-id="{text}"><p>{text}</p></li>' for text in reviews)
    anchors = "".join(f'<a href="{link}">x</a>' for link in links)
    return f"<html><head>{head}</head><body><ul>{items}</ul>{anchors}</body></html>"


def ok(text: str, encoding: str = "utf-8", **headers: str) -> Answer:
    return 200, {"Content-Type": "text/html", **headers}, text.encode(encoding)


def says(status: int, body: str = "", **headers: str) -> Handler:
    return lambda hit: (status, {k.replace("_", "-"): v for k, v in headers.items()}, body.encode())


def first(times: int, bad: Handler, then: Handler) -> Handler:
    """Misbehaves `times` times for each path, then behaves."""
    return lambda hit: bad(hit) if hit.before < times else then(hit)


def at(paths: dict[str, Handler], otherwise: Handler) -> Handler:
    return lambda hit: paths.get(hit.path, otherwise)(hit)


def good(hit: Hit) -> Answer:
    return ok(page("좋아요 잘 쓰고 있어요"))


def hangs(hit: Hit) -> Answer:
    time.sleep(3)
    return good(hit)


def links(*to: str) -> Handler:
    return lambda hit: ok(page(links=to))


def rules(text: str) -> Handler:
    return lambda hit: (200, {"Content-Type": "text/plain"}, text.encode())


def endless_calendar(hit: Hit) -> Answer:
    day = int(hit.path.partition("d=")[2] or 0)
    return ok(page(links=(f"/?d={day + 1}",)))


def numbered(hit: Hit) -> Answer:
    return ok(page(f"{hit.path.strip('/')}번째 후기예요"))


def bomb(hit: Hit) -> Answer:
    head = {"Content-Encoding": "gzip", "Content-Type": "text/html"}
    return 200, head, _BOMB


def _packed_zeros(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()


_BOMB = _packed_zeros(400)
_BLOCK = "<html><head><title>Access Denied</title></head><body>Reference #18</body></html>"
_LOGIN = '<html><form action="/in"><input name="id"><input type="password"></form></html>'
_FORBIDDEN = tuple(f"/private/{n}" for n in range(40))

FAULTS = [
    Fault("robots_503", good, 0, "robots.txt answers 503", says(503)),
    Fault("robots_403", good, 0, "robots.txt answers 403", says(403)),
    Fault("robots_401", good, 0, "robots.txt answers 401", says(401)),
    Fault("robots_429", good, 0, "robots.txt answers 429", says(429)),
    Fault("robots_challenge", good, 0, "web page", says(200, "<html><title>Just a moment")),
    Fault("robots_hangs", good, 0, "cannot be reached (download timeout)", hangs),
    Fault("robots_comes_late", good, 1, "", first(1, says(503), says(404))),
    Fault("robots_404", good, 1),
    Fault(
        "robots_moved",
        good,
        0,
        "robots.txt forbids it",
        first(1, says(301, Location="/robots.txt?2"), rules("User-agent: *\nDisallow: /")),
    ),
    Fault(
        "robots_names_us",
        good,
        0,
        "robots.txt forbids it",
        rules("User-agent: *\nAllow: /\n\nUser-agent: lmkor-data\nDisallow: /"),
    ),
    Fault(
        "robots_with_bom",
        good,
        0,
        "robots.txt forbids it",
        rules("\ufeffUser-agent: *\nDisallow: /"),
    ),
    Fault(
        "disallowed_pages",
        at({"/": links(*_FORBIDDEN, "/open")}, numbered),
        1,
        "40 × robots.txt forbids it",
        rules("User-agent: *\nDisallow: /private"),
    ),
    Fault(
        "redirect_to_disallowed",
        at({"/": says(302, Location="/private/1")}, good),
        0,
        "robots.txt forbids it",
        rules("User-agent: *\nDisallow: /private"),
    ),
    Fault(
        "crawl_delay",
        at({"/": links("/1", "/2")}, numbered),
        2,
        "",
        rules("User-agent: *\nCrawl-delay: 1"),
    ),
    Fault("retry_after_seconds", first(2, says(429, Retry_After="1"), good), 1),
    Fault(
        "retry_after_date",
        first(1, lambda hit: (503, {"Retry-After": formatdate(time.time() + 2)}, b""), good),
        1,
    ),
    Fault("retry_after_hours", says(429, Retry_After="7200"), 0, "asks for a pause of 7200 s"),
    Fault("always_500", says(500), 0, "500 Internal Server Error"),
    Fault(
        "breaks_for_good",
        at({"/": links(*(f"/{n}" for n in range(60)))}, says(502)),
        0,
        "8 failures in a row",
    ),
    Fault("one_500", first(1, says(500), good), 1),
    Fault("redirects_to_itself", says(302, Location="/"), 0, "too many redirects"),
    Fault(
        "redirects_that_grow",
        lambda hit: (302, {"Location": hit.path + "x/"}, b""),
        0,
        "too many redirects",
    ),
    Fault(
        "redirects_away",
        says(302, Location="http://stranger.test/"),
        0,
        "leads to another host (stranger.test)",
    ),
    Fault("redirects_to_login", says(302, Location="/member/login?to=/"), 0, "a login page came"),
    Fault("login_form", says(200, _LOGIN), 0, "a login page came"),
    Fault("soft_block", says(200, _BLOCK), 0, "a block page came instead (access denied)"),
    Fault(
        "soft_block_cp949",
        lambda hit: ok("<html>자동입력 방지 문자를 넣어 주세요</html>", "cp949"),
        0,
        "a block page came",
    ),
    Fault("forbidden", says(403), 0, "403 Forbidden"),
    Fault("gone", at({"/": links("/a", "/b")}, says(410)), 0, "2 × 410 Gone"),
    Fault("gzip_bomb", bomb, 0, "larger than 8 MB"),
    Fault("large_body", lambda hit: ok("x" * (9 << 20)), 0, "larger than 8 MB"),
    Fault(
        "cut_off_once",
        first(1, lambda hit: (200, {"Content-Length": "5000"}, page("반만").encode()), good),
        1,
    ),
    Fault("hangs", hangs, 0, "download timeout"),
    Fault("hangs_once", first(1, hangs, good), 1),
    Fault(
        "euckr_called_utf8",
        lambda hit: (
            200,
            {"Content-Type": "text/html; charset=utf-8"},
            page(KOREAN).encode("cp949"),
        ),
        1,
    ),
    Fault(
        "utf8_called_euckr",
        lambda hit: ok(page(KOREAN, head='<meta charset="euc-kr">')),
        1,
    ),
    Fault("cp949_unnamed", lambda hit: ok(page(KOREAN), "cp949"), 1),
    Fault(
        "one_broken_byte",
        lambda hit: (200, {}, page(KOREAN, "끝").encode() + b"\xff"),
        2,
    ),
    Fault("endless_calendar", endless_calendar, 0, "more than 50 pages from anything new"),
    Fault("review_twice", lambda hit: ok(page("두 번 나와요", "두 번 나와요")), 1),
    Fault(
        "same_review_on_two_pages",
        at({"/": links("/1", "/2")}, lambda hit: ok(page("어디에나 있는 후기"))),
        1,
    ),
    Fault("not_a_page", lambda hit: (200, {"Content-Type": "image/png"}, bytes(range(256))), 0),
    Fault("empty_page", says(200), 0),
    Fault(
        "odd_links",
        at(
            {"/": links("javascript:void(0)", "mailto:a@b.kr", "//stranger.test/", "#x", "/ok 가")},
            good,
        ),
        1,
    ),
]


#: Forty pages that may not be fetched and want to go first, at once.
RACE = f"""
site = "race"
title = "Pages that may not be fetched"
kind = "review"
base = "http://disallowed_pages.test"
start = "page"
terms = {{ status = "allowed" }}
categories = {{ food = [{", ".join(f'"{n}"' for n in range(len(_FORBIDDEN)))}] }}
[pages.page]
url = "/private/{{category}}"
items = "li.review"
fields = {{ text = "p" }}
"""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # many hosts come at once


@dataclass
class FaultServer:
    """The server; `hits` are the paths asked for by host, `times` when each came."""

    hits: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    sent: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  #: statuses
    strangers: Counter[str] = field(default_factory=Counter)
    port: int = 0

    def serve(self) -> Iterator[FaultServer]:
        server = _Server(("127.0.0.1", 0), self._handler())
        self.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()

    def answer(self, host: str, path: str, headers: Mapping[str, str]) -> Answer:
        found = next((fault for fault in FAULTS if fault.host == host), None)
        if found is None:
            self.strangers[host] += 1
            return 404, {}, b""
        if path in (AI_TXT, TDM_REP):  # asked once a host; not among the hits
            body = found.rights.get(path, b"")
            return (200 if body else 404), {}, body
        hit = Hit(path, self.hits[host][path], headers)
        self.hits[host][path] += 1
        if path.startswith("/robots.txt"):
            # Robots answers count their own requests, whatever the query says.
            answer = found.robots(Hit(path, sum(self._robots_hits(host)) - 1))
            self.sent[host].append(f"robots.txt {answer[0]}")
            return answer
        self.times[host].append(time.monotonic())
        status, headers, body = found.answer(hit)
        self.sent[host].append(str(status))
        # Ids of reviews are the host's own, or the same text elsewhere would count as seen.
        return status, headers, body.replace(b'data-id="', f'data-id="{host}:'.encode())

    def _robots_hits(self, host: str) -> list[int]:
        return [n for path, n in self.hits[host].items() if path.startswith("/robots.txt")]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, headers, body = site.answer(
                    self.headers["Host"].lower(), self.path, self.headers
                )
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                try:
                    self.end_headers()
                    self.wfile.write(body)
                    self.wfile.flush()
                    if int(headers.get("Content-Length", len(body))) > len(body):
                        self.close_connection = True
                        self.connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                """Quiet: `hits` tells what was asked for."""

        return Handler


def recipe(faults: list[Fault]) -> str:
    """A recipe that begins at every faulty host."""
    hosts = ", ".join(f'"{fault.host}"' for fault in faults)
    categories = "\n".join(f'{fault.name} = "{fault.host}"' for fault in faults)
    return f"""
site = "misbehaving"
title = "A site that misbehaves"
kind = "review"
base = "http://robots_404.test"
hosts = [{hosts}]
start = "front"

[terms]
status = "allowed"

[categories]
{categories}

[pages.front]
url = "http://{{category}}/"
items = "li.review"
fields = {{ key = "@data-id", text = "p" }}
follow = [{{ page = "inner", links = "a" }}]

[pages.inner]
items = "li.review"
fields = {{ key = "@data-id", text = "p" }}
follow = [{{ page = "inner", links = "a" }}]
"""
