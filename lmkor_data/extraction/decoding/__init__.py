"""Bytes as they came over HTTP into text."""
