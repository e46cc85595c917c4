"""What a file is, told by its first bytes."""

import re

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
GZIP = "a gzip archive"
JSON = "JSON"

_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive or an Excel workbook"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"SQLite format 3", "a SQLite database"),
    (b"Obj\x01", "an Avro file"),
    (b"ORC", "an ORC file"),
    (b"ARROW1", "an Arrow file"),
    (b"\xff\xfe\x00\x00", "UTF-32 text"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
)
_MARKUP = re.compile(rb"\s*<(!doctype|html|\?xml)", re.IGNORECASE)
_JSON = re.compile(rb"\s*(\{\s*[\"}]|\[\s*[\[{\]\"])")


def kind_of(head: bytes) -> str | None:
    """What a file that starts so is, with its article; None for text that may be CSV.

    Args:
        head: Some thousand bytes. Parquet starts with PAR1 and is the caller's to tell.
    """
    kind = next((kind for start, kind in _SIGNATURES if head.startswith(start)), None)
    text = head.removeprefix(BYTE_ORDER_MARK)
    if kind is None and _MARKUP.match(text):
        return "an HTML or XML document"
    if kind is None and _JSON.match(text):
        return JSON
    return kind


def mend_of(kind: str) -> str:
    """What to do with a file of another kind, without the full stop."""
    if "archive" in kind and "Excel" not in kind:
        return "Unpack it first"
    return "Save the data as CSV (UTF-8) or Parquet"
