"""Reads fetched pages: bytes in, documents and links out. Knows nothing of Scrapy."""
