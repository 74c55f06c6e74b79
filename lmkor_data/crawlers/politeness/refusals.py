"""Why a request is not made."""

from scrapy.exceptions import IgnoreRequest


class PageRefused(IgnoreRequest):
    """This one page is not to be fetched; the message says why."""


class HostRefused(IgnoreRequest):
    """The host as a whole is not to be visited in this run; the message says why."""


class HostUnclear(IgnoreRequest):
    """The host does not tell its rules just now: nothing is fetched until it does."""
