"""Index: what a finished run leaves so that the next one reads only new shards."""
