"""What a document is: the columns that every stage reads and writes.

Every file carries the category as its first column, and lies in a folder named for it. The schemas
below leave it out: `in_memory` puts it in front.
"""

from __future__ import annotations

import hashlib

import pyarrow as pa

CATEGORY = pa.field("category", pa.string(), nullable=False)

#: The licence of a document where nobody stated one.
UNKNOWN_LICENCE = "unknown"

TIME = pa.timestamp("s", tz="UTC")

#: One row a document, as found or as a stage left it. Names of people have no place here.
DOCUMENT = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("kind", pa.string()),  # review, blog, encyclopedia, news, comment, …
        pa.field("source", pa.string(), nullable=False),
        pa.field("licence", pa.string()),  # an SPDX name, or words; "unknown" where nobody said
        pa.field("url", pa.string()),
        pa.field("title", pa.string()),
        pa.field("published_at", TIME),
        pa.field("collected_at", TIME),
        pa.field("rating", pa.float32()),
    ]
)

#: After cleaning: `text` is one sentence a line.
#: `tags` and `quality` (0 to 1, `cleaning/quality`) are null unless cleaning was asked for them.
CLEAN_DOCUMENT = pa.schema(
    [
        *DOCUMENT,
        pa.field("n_sentences", pa.int32()),
        pa.field("tags", pa.list_(pa.string())),
        pa.field("quality", pa.float32()),
    ]
)

#: After deduplication: the cluster that the document stands for (its own id) and how many
#: documents the cluster had, itself included.
UNIQUE_DOCUMENT = CLEAN_DOCUMENT.append(pa.field("cluster_id", pa.string())).append(
    pa.field("cluster_size", pa.int32())
)

#: Why a document went while cleaning.
REJECTED_DOCUMENT = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("stage", pa.string(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("excerpt", pa.string()),
    ]
)

#: Which document stayed in the place of one that deduplication removed.
REMOVED_DOCUMENT = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("rule", pa.string(), nullable=False),  # sentences, exact, near
        pa.field("survivor", pa.string()),
        pa.field("similarity", pa.float32()),  # true Jaccard of the shingle sets, 0 to 1
        pa.field("also_gone", pa.bool_()),  # the survivor was removed too, by the rule `sentences`
        pa.field("excerpt", pa.string()),
    ]
)


def document_id(source: str, native: str) -> str:
    """The stable name of a document: 16 hex digits from its source and its URL or native id.

    The same document collected twice gets the same id, on every machine and in every version.
    """
    digest = hashlib.blake2b(f"{source}\x1f{native}".encode(), digest_size=8)
    return digest.hexdigest()


def in_memory(schema: pa.Schema) -> pa.Schema:
    """The schema of a batch in memory: the category before the columns of the file."""
    return pa.schema([CATEGORY, *schema])


def conform(table: pa.Table | pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """The columns of `schema` in its order and types; what is missing becomes null.

    Columns that the schema does not name are left out. Raises `pa.ArrowInvalid` where a value
    does not fit its type.
    """
    columns = [
        fitting(table.column(field.name), field)
        if field.name in table.schema.names
        else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    whole = [_in_one(c) if isinstance(c, pa.ChunkedArray) else c for c in columns]
    return pa.RecordBatch.from_arrays(whole, schema=schema)


def fitting(column: pa.Array | pa.ChunkedArray, field: pa.Field) -> pa.Array | pa.ChunkedArray:
    """The column as the field's type; where it is none, raises `pa.ArrowInvalid` that names it."""
    try:
        return column.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as cause:
        raise pa.ArrowInvalid(f"column `{field.name}` is no {field.type}: {cause}") from cause


def _in_one(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
