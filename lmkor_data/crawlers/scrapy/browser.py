"""Finds and configures Chromium for pages that need their scripts."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path
from typing import Any

from lmkor_data.errors import LmkorError

VARIABLE = "LMKOR_DATA_CHROMIUM"

#: Meta keys of a request whose page is rendered. It gets a download slot of its own: the page's
#: subrequests use the slot of the host and must not wait for the page that waits for them.
RENDERED = {"playwright": True, "download_slot": "browser"}

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PAGES_AT_A_TIME = 4

#: Chromium must not contact anyone by itself: no updates, no look-ups, no QUIC.
_ARGUMENTS = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
)
#: A proxy that does not exist: only what Scrapy fetches reaches the page.
_NOWHERE = {"server": "http://127.0.0.1:9", "bypass": "<-loopback>"}


def require_browser(site: str) -> None:
    """Raise `LmkorError` naming what to install if pages cannot be rendered."""
    if importlib.util.find_spec("scrapy_playwright") is None:
        raise LmkorError(
            f"Pages of {site} are read in a browser: pip install 'lmkor-data[playwright]'."
        )
    if _chromium() is None and not _playwrights_own():
        raise LmkorError(
            f"Pages of {site} are read in a browser, and there is none: install Chromium (apt-get "
            f"install chromium, or playwright install chromium), or name it with {VARIABLE}."
        )


def browser_settings(timeout: float) -> dict[str, Any]:
    """Build Scrapy's settings for rendering; `timeout` is in seconds."""
    options: dict[str, Any] = {"args": [*_ARGUMENTS], "proxy": _NOWHERE}
    if os.geteuid() == 0:  # Chromium refuses to start its sandbox as root
        options["chromium_sandbox"] = False
        options["args"].append("--no-sandbox")
    chromium = _chromium()
    if chromium:
        options["executable_path"] = chromium
    return {
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": options,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": timeout * 1000,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": _PAGES_AT_A_TIME,
        "DOWNLOAD_SLOTS": {RENDERED["download_slot"]: {"concurrency": _PAGES_AT_A_TIME}},
    }


def _chromium() -> str | None:
    named = os.environ.get(VARIABLE, "")
    found = (shutil.which(name) for name in ([named] if named else _NAMES))
    return next(filter(None, found), None)


def _playwrights_own() -> bool:
    place = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright"
    return any(Path(place).glob("chromium*"))
