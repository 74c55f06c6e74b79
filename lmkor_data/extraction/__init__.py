"""HTML pages into text: decoding, main text, title, date, rights, language. One way for every room.

Crawlers and importers call `page.extract_page`, so that the same page gives the same text however
it came. Imports `text` and `errors` only.
"""
