"""Crawls web sites into raw documents: Scrapy driven by site recipes, politely."""
