"""The files behind a path, and what each one is: its kind, size, hash and encoding."""

from __future__ import annotations

import codecs
import glob
import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kindred.errors import InputError
from kindred.file_kinds import BYTE_ORDER_MARK, GZIP, JSON, kind_of, mend_of

CSV, JSON_LINES, JSON_DOCUMENTS, PARQUET = "CSV", "JSON lines", "JSON", "Parquet"

_CHUNK = 1 << 20
_JSON_SUFFIXES = {".json", ".jsonl", ".ndjson"}
_SUFFIXES = {".csv", ".tsv", ".txt", ".parquet", *_JSON_SUFFIXES}
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass
class LandedFile:
    """A file as it is to be read.

    Attributes:
        path: As it was given; for messages and the ledger.
        readable: The same records unpacked and in UTF-8, in a scratch folder where the
            file itself is not so.
        kind: CSV, JSON_LINES, JSON_DOCUMENTS or PARQUET.
        byte_count: Size of the file as it was given.
        content_hash: SHA-256 of its bytes, in hexadecimal digits.
        notices: Sentences that the user should see.
    """

    path: Path
    readable: Path
    kind: str
    byte_count: int
    content_hash: str
    notices: list[str] = field(default_factory=list)


def files_of(path: str) -> list[Path]:
    """The files of a path, in the order of their names: one, a folder's, or a pattern's.

    In a folder, files whose names start with a dot or an underscore are passed over, and
    those of other kinds by their suffix, as loaders leave marks beside the data.

    Raises:
        InputError: There are none.
    """
    given = Path(path)
    if given.is_dir():
        found = sorted(
            file
            for file in given.rglob("*")
            if file.is_file()
            and not any(part[0] in "._" for part in file.relative_to(given).parts)
            and _plain_suffix(file) in _SUFFIXES
        )
        if not found:
            raise InputError(
                f"{path} holds no file to load: names end in "
                f"{', '.join(sorted(_SUFFIXES))}, or in one of them and .gz."
            )
        return found
    if not given.exists() and glob.has_magic(path):
        found = sorted(file for file in map(Path, glob.glob(path, recursive=True)))
        found = [file for file in found if file.is_file()]
        if not found:
            raise InputError(f"{path} matches no file.")
        return found
    if not given.exists():
        raise InputError(f"{path} does not exist.")
    return [given]


def _plain_suffix(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def hashed(path: Path) -> tuple[int, str]:
    """Size of a file in bytes and the SHA-256 of what is in it.

    Raises:
        InputError: It cannot be read.
    """
    if not path.is_file():
        raise InputError(f"{path} is a pipe or a device. Save the records to a file first.")
    digest = hashlib.sha256()
    byte_count = 0
    try:
        for chunk in _chunks(path):
            digest.update(chunk)
            byte_count += len(chunk)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from None
    return byte_count, digest.hexdigest()


def inspected(
    path: Path, scratch: Path, facts: tuple[int, str], encoding: str | None = None
) -> LandedFile:
    """Tell what a file is, and unpack and recode it where it needs that.

    Args:
        path: A file.
        scratch: Folder for the copies.
        facts: What `hashed` tells of it.
        encoding: How its text is written, as Python calls it; UTF-8, or what a byte order
            mark says, when None.

    Raises:
        InputError: It is empty, of another kind, cut short or not in that encoding.
    """
    notices: list[str] = []
    readable = path
    head = _head(path)
    if kind_of(head) == GZIP:
        readable = _unpacked(path, scratch)
        head = _head(readable)
    if not head.strip(b" \t\r\n"):
        raise InputError(f"{path} is empty: nothing was delivered, or it was cut short.")
    if head.startswith(b"PAR1"):
        return LandedFile(path, readable, PARQUET, *facts)
    marked = next((name for mark, name in _WIDE_MARKS if head.startswith(mark)), None)
    if encoding is None and marked is not None:
        notices.append(f"{path} is {marked.upper()} text; it is read as such")
    if encoding or marked:
        readable = _recoded(path, readable, scratch, encoding or str(marked))
        head = _head(readable)
    text = head.removeprefix(BYTE_ORDER_MARK)
    if not text.strip():
        raise InputError(f"{path} is empty: nothing was delivered, or it was cut short.")
    kind = kind_of(head)
    if kind not in (None, JSON):
        assert kind is not None
        mend = mend_of(kind).replace("CSV (UTF-8)", "CSV, JSON lines")
        raise InputError(f"{path} is {kind}, not CSV, JSON lines or Parquet. {mend}.")
    if kind == JSON or _plain_suffix(path) in _JSON_SUFFIXES:
        return LandedFile(path, readable, _json_kind(text), *facts, notices)
    return LandedFile(path, readable, CSV, *facts, notices)


def with_plain_line_ends(file: LandedFile, scratch: Path) -> LandedFile:
    """The file with every line end as one character, for a reader that wants one kind."""
    target = scratch / f"lines-{file.content_hash[:16]}"
    carry = b""
    with target.open("wb") as out:
        for chunk in _chunks(file.readable):
            text = carry + chunk
            carry = b"\r" if text.endswith(b"\r") else b""
            out.write(text.removesuffix(carry).replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
        out.write(b"\n" if carry else b"")
    notice = f"{file.path} mixes kinds of line ends; each is read as one line end"
    return LandedFile(
        file.path, target, file.kind, file.byte_count, file.content_hash, [*file.notices, notice]
    )


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _json_kind(text: bytes) -> str:
    """JSON lines, unless it is an array or one object that runs over several lines."""
    stripped = text.lstrip()
    if stripped.startswith(b"["):
        return JSON_DOCUMENTS
    first_line = stripped.split(b"\n", 1)[0].strip()
    return JSON_DOCUMENTS if first_line in (b"{", b"") else JSON_LINES


def _unpacked(path: Path, scratch: Path) -> Path:
    target = scratch / f"unpacked-{path.stem}"
    try:
        with gzip.open(path) as packed, target.open("wb") as out:
            while chunk := packed.read(_CHUNK):
                out.write(chunk)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise InputError(
            f"{path} is a gzip archive that was cut short or damaged. Fetch it again."
        ) from None
    return target


def _recoded(path: Path, readable: Path, scratch: Path, encoding: str) -> Path:
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise InputError(
            f"--encoding {encoding}: no such encoding is known; for example utf-8, "
            "windows-1252, latin-1, utf-16."
        ) from None
    target = scratch / f"recoded-{path.stem}"
    read = 0
    with target.open("wb") as out:
        try:
            for chunk in _chunks(readable):
                out.write(decoder.decode(chunk).encode())
                read += len(chunk)
            out.write(decoder.decode(b"", final=True).encode())
        except (UnicodeDecodeError, UnicodeEncodeError) as error:
            raise InputError(
                f"{path} is not {encoding}: after byte {read + error.start} stands what that "
                "encoding does not have, or the file was cut short."
            ) from None
    return target
