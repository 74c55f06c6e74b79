"""The corpus folder: documents, shards, manifests, and reading text from any format."""
