"""From web sites to raw documents: Scrapy spiders driven by site recipes, politely."""
