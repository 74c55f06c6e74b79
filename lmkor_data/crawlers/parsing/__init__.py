"""Parses fetched pages: bytes in, documents and links out. Independent of Scrapy."""
