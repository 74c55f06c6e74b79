"""The crawl frontier: pages still to fetch, what they brought, and the ledger that keeps both."""
