"""Tables of documents: JSON lines, Parquet, delimited text, workbooks."""
