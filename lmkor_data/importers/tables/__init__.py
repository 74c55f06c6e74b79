"""Rows of CSV, TSV, JSON, Parquet and Excel files as documents."""
