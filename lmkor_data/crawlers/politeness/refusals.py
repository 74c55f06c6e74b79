"""Exceptions for requests that are not made; each message says why."""

from scrapy.exceptions import IgnoreRequest


class PageRefused(IgnoreRequest):
    """Refuse one page."""


class LoginRequired(IgnoreRequest):
    """Refuse a redirect to a login page."""


class HostRefused(IgnoreRequest):
    """Refuse a host for this run."""


class HostUnclear(IgnoreRequest):
    """Refuse a host until its robots.txt can be read."""
