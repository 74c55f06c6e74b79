"""Readers of table formats: each opens a content as one or more `Table`s."""
