"""The Scrapy side: spider, scheduler, middlewares, pipeline, and the process that runs them."""
