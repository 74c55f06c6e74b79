"""Certificates: one that nobody vouches for is refused, one that the user trusts is taken."""

from __future__ import annotations

import ssl
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import ClassVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.stage import crawl
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.stage import StageReport
from tests.crawlers.fault_server import page
from tests.crawlers.raw_rows import stored

RECIPE = """
site = "secure"
title = "A shop over TLS"
kind = "review"
base = "https://127.0.0.1"
start = "front"
terms = { status = "allowed" }
categories = { food = "food" }
[pages.front]
url = "/"
items = "li.review"
fields = { text = "p" }
"""


def self_signed(address: str, folder: Path) -> tuple[Path, Path]:
    """A certificate for an address that only itself vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, address)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(pem))
    paths[1].write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()))
    return paths


class Shop(BaseHTTPRequestHandler):
    asked: ClassVar[Counter[str]] = Counter()

    def do_GET(self) -> None:
        self.asked[self.path] += 1
        body = b"" if self.path == "/robots.txt" else page("잘 받았어요").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


class Secure:
    """The shop, and the certificate that it shows."""

    def __init__(self, folder: Path, address: str = "127.0.0.1") -> None:
        self.folder = folder
        (folder / "secure.toml").write_text(RECIPE, encoding="utf-8")
        self.certificate, key = self_signed(address, folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        Shop.asked.clear()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def crawl(self) -> StageReport:
        options = CrawlOptions(
            sites=(str(self.folder / "secure.toml"),),
            base_url=f"https://127.0.0.1:{self._server.server_port}",
        )
        try:
            return crawl(self.folder / "raw", options, StageContext())
        finally:
            self._server.shutdown()
            self._server.server_close()


@pytest.mark.parametrize(
    ("address", "trusted"),
    [("127.0.0.1", False), ("127.0.0.2", True)],
    ids=["nobody vouches for it", "it is somebody else's"],
)
def test_a_certificate_that_proves_nothing_is_refused(tmp_path, monkeypatch, address, trusted):
    shop = Secure(tmp_path, address)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(shop.certificate))
    report = shop.crawl()
    assert not report.ok
    assert "certificate cannot be trusted" in report.failures[0]["cause"]
    assert not stored(tmp_path / "raw")
    assert not Shop.asked


def test_an_authority_that_the_user_names_is_trusted(tmp_path, monkeypatch):
    shop = Secure(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(shop.certificate))
    assert shop.crawl().ok
    assert [row["text"] for row in stored(tmp_path / "raw")] == ["잘 받았어요"]
