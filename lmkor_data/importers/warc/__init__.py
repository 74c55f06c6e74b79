"""Web archives (WARC, WET), as Common Crawl distributes them: the Korean pages."""
