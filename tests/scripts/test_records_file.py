"""Files as people have them: what is read exactly, and what is refused in one message."""

import csv
import errno
import io
import os
import signal
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from kindred.cli import main
from kindred.errors import InputError
from kindred.records_file import CANONICAL_COLUMNS, RecordsFile, read_records

Read = Callable[[bytes | str], list[tuple[str | None, ...]]]


def read_file(path: Path) -> tuple[RecordsFile, list[dict[str, str | None]]]:
    connection = duckdb.connect()
    found = read_records(path, connection, "records")
    cursor = connection.execute("from records")
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found, rows


def write(tmp_path: Path, content: bytes | str, name: str = "people.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refused(path: Path) -> str:
    """The one message with which a file is refused."""
    with pytest.raises(InputError) as error:
        read_file(path)
    message = str(error.value)
    assert str(path) in message
    assert "\n" not in message
    return message


# ------------------------------------------------------------------------------- read


def test_every_canonical_column_is_there_in_order(tmp_path: Path) -> None:
    _, rows = read_file(write(tmp_path, "email,record_id\na@example.com,7\n"))
    assert tuple(rows[0]) == CANONICAL_COLUMNS
    assert rows[0]["record_id"] == "7"
    assert rows[0]["email"] == "a@example.com"
    assert rows[0]["given_name"] is None


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    content = delimiter.join(["record_id", "city"]) + "\n" + delimiter.join(["1", "Köln"])
    _, rows = read_file(write(tmp_path, content))
    assert (rows[0]["record_id"], rows[0]["city"]) == ("1", "Köln")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_and_blank_lines(tmp_path: Path, line_end: str) -> None:
    content = line_end.join(["record_id,city", "1,Oslo", "", "2,Bergen", ""])
    found, rows = read_file(write(tmp_path, content))
    assert found.row_count == 2
    assert [row["city"] for row in rows] == ["Oslo", "Bergen"]


def test_byte_order_mark_is_not_part_of_a_name(tmp_path: Path) -> None:
    _, rows = read_file(write(tmp_path, b"\xef\xbb\xbfrecord_id,city\n1,Oslo\n"))
    assert rows[0]["record_id"] == "1"


@pytest.mark.parametrize(
    "record_id",
    [
        "007",
        " 1 ",
        "a b",
        "ünï-北京",
        "1,2",
        'a "b"',
        "a\nb",
        "'; drop table x; --",
        "1.0",
        "🙂",
    ],
)
def test_record_id_comes_in_exactly(tmp_path: Path, record_id: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["record_id", "city"], [record_id, "Oslo"]])
    _, rows = read_file(write(tmp_path, buffer.getvalue()))
    assert rows[0]["record_id"] == record_id


def test_values_of_a_megabyte_and_sql_are_only_values(tmp_path: Path) -> None:
    long = "x" * 1_000_000
    content = f'record_id,given_name\n1,{long}\n2,"Robert\'); DROP TABLE records;--"\n'
    _, rows = read_file(write(tmp_path, content))
    assert rows[0]["given_name"] == long
    assert rows[1]["given_name"] == "Robert'); DROP TABLE records;--"


def test_column_names_ignore_case_and_outer_blanks(tmp_path: Path) -> None:
    _, rows = read_file(write(tmp_path, "RECORD_ID, Email ,source_name\n1,a@b.example,crm\n"))
    assert (rows[0]["email"], rows[0]["source"]) == ("a@b.example", "crm")


def test_unknown_columns_are_ignored_with_a_notice(tmp_path: Path) -> None:
    found, _ = read_file(write(tmp_path, "record_id,First Name,shoe_size\n1,Ada,38\n"))
    (notice,) = found.notices
    assert "'First Name' (did you mean given_name?)" in notice
    assert "'shoe_size'" in notice


def test_parquet_values_become_exact_text(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    duckdb.execute(
        """
        copy (
            select
                7::bigint as record_id, 4412345678.0::double as phone,
                date '1980-01-02' as date_of_birth, 12345678901234567890::decimal(20, 0)
                as national_id,
                timestamp '2020-01-02 03:04:05' as created_at, 'x'::blob as email,
                timestamptz '2020-01-02 03:04:05+02' as updated_at, true as gender,
                'nan'::double as loyalty_id, 1.5::double as region, null::int as postal_code
        ) to ?
        """,
        [str(path)],
    )
    _, (row,) = read_file(path)
    assert {name: value for name, value in row.items() if value is not None} == {
        "record_id": "7",
        "phone": "4412345678",
        "date_of_birth": "1980-01-02",
        "national_id": "12345678901234567890",
        "created_at": "2020-01-02 03:04:05",
        "updated_at": "2020-01-02 01:04:05",
        "email": "x",
        "gender": "true",
        "region": "1.5",
    }


def test_parquet_is_told_by_content_not_by_name(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    duckdb.execute("copy (select '1' as record_id) to ? (format parquet)", [str(path)])
    _, (row,) = read_file(path)
    assert row["record_id"] == "1"


def test_birth_date_held_as_timestamp_is_a_date(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    duckdb.execute(
        "copy (select '1' as record_id, timestamp '1980-01-02' as date_of_birth) to ?",
        [str(path)],
    )
    _, (row,) = read_file(path)
    assert row["date_of_birth"] == "1980-01-02"


# ---------------------------------------------------------------------------- refused


def test_missing_file(tmp_path: Path) -> None:
    assert "does not exist" in refused(tmp_path / "nobody.csv")


def test_folder(tmp_path: Path) -> None:
    assert "is a folder" in refused(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"   "])
def test_empty_file(tmp_path: Path, content: bytes) -> None:
    assert "is empty" in refused(write(tmp_path, content))


def test_header_without_records(tmp_path: Path) -> None:
    assert "has a header but no records" in refused(write(tmp_path, "record_id,email\n"))


def test_parquet_without_records(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    duckdb.execute("copy (select '1' as record_id where false) to ?", [str(path)])
    assert "no records" in refused(path)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"PK\x03\x04rest", "an Excel workbook"),
        (b"\xd0\xcf\x11\xe0rest", "an old Excel"),
        (b'[{"record_id": 1}]', "JSON"),
        (b'{"record_id": 1}\n', "JSON"),
        (b"<!DOCTYPE html><html>", "HTML"),
        (b"\x1f\x8b\x08rest", "a gzip archive"),
        (b"%PDF-1.7", "a PDF"),
        ("record_id,a\n1,2\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_other_kinds_of_file(tmp_path: Path, content: bytes, kind: str) -> None:
    assert kind in refused(write(tmp_path, content))


def test_damaged_parquet(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    duckdb.execute("copy (select range as record_id from range(1000)) to ?", [str(path)])
    path.write_bytes(path.read_bytes()[:-20])
    assert "cut short, damaged" in refused(path)


def test_invalid_utf8_names_the_line_and_byte(tmp_path: Path) -> None:
    message = refused(write(tmp_path, b"record_id,city\n1,Oslo\n2,K\xf6ln\n"))
    assert "line 3 has the byte 0xF6 at position 4" in message


def test_nul_byte_names_the_line(tmp_path: Path) -> None:
    assert "NUL byte on line 2" in refused(write(tmp_path, b"record_id,city\n1,a\x00b\n"))


def test_nul_character_in_parquet_names_column_and_row(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    duckdb.execute(
        "copy (select range as record_id, case when range = 4 then 'a' || chr(0) end as city "
        "from range(9)) to ?",
        [str(path)],
    )
    assert "NUL character in column city, row 5" in refused(path)


def test_missing_record_id_lists_what_was_found(tmp_path: Path) -> None:
    message = refused(write(tmp_path, "Record Id,email\n1,a@b.example\n"))
    assert "no column record_id" in message
    assert "Did you mean 'Record Id'?" in message
    assert "'email'" in message


def test_two_columns_of_one_name(tmp_path: Path) -> None:
    message = refused(write(tmp_path, "record_id,email,EMAIL\n1,a,b\n"))
    assert "two columns for email" in message
    assert "(column 2)" in message
    assert "(column 3)" in message


def test_source_and_source_name_are_one_column(tmp_path: Path) -> None:
    message = refused(write(tmp_path, "record_id,source,source_name\n1,a,b\n"))
    assert "two columns for source" in message


@pytest.mark.parametrize("blank", ["", " ", '"  "', "\u00a0"])
def test_blank_record_id_names_lines(tmp_path: Path, blank: str) -> None:
    message = refused(write(tmp_path, f"record_id,city\n1,Oslo\n{blank},Bergen\n"))
    assert "column record_id: it is blank in one row: line 3." in message


def test_blank_and_repeated_record_ids_are_told_at_once(tmp_path: Path) -> None:
    message = refused(write(tmp_path, "record_id,city\n7,Oslo\n7,Bergen\n,Moss\n,Voss\n"))
    assert "column record_id: it is blank in 2 rows: line 4, line 5. And one" in message
    assert "one value is on more than one row (2 rows): '7' on lines 2, 3." in message


def test_many_blank_record_ids_are_ten_places_and_a_count(tmp_path: Path) -> None:
    message = refused(write(tmp_path, "record_id,city\n" + ",x\n" * 15))
    assert "blank in 15 rows: line 2, line 3," in message
    assert message.endswith("line 11, and 5 more.")


def test_duplicate_record_ids_name_values_and_lines(tmp_path: Path) -> None:
    message = refused(write(tmp_path, "record_id,city\n1,a\n2,b\n1,c\n3,d\n2,e\n1,f\n"))
    assert "2 values are on more than one row (5 rows)" in message
    assert "'1' on lines 2, 4, 7; '2' on lines 3, 6." in message


def test_duplicates_in_parquet_name_rows(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    duckdb.execute("copy (select range // 2 as record_id from range(3)) to ?", [str(path)])
    assert "one value is on more than one row (2 rows): '0' on rows 1, 2." in refused(path)


def test_ragged_rows_name_lines(tmp_path: Path) -> None:
    message = refused(write(tmp_path, 'record_id,city\n1,"a\nb"\n2\n3,c,d\n'))
    assert "2 rows that do not have the header's 2 values" in message
    assert "line 4 has 1, line 5 has 3" in message


def test_quote_that_is_never_closed(tmp_path: Path) -> None:
    message = refused(write(tmp_path, 'record_id,city\n1,a\n2,"b\n3,c\n'))
    assert "the record that starts on line 3 is never closed" in message


def test_text_after_a_closing_quote(tmp_path: Path) -> None:
    message = refused(write(tmp_path, 'record_id,city\n1,"a" b\n'))
    assert "record starting on line 2: text follows a closing quote" in message


def test_nested_parquet_column(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    duckdb.execute("copy (select 1 as record_id, ['a'] as email) to ?", [str(path)])
    assert "column email: its type is VARCHAR[]" in refused(path)


# ----------------------------------------------------------------------- command line


@pytest.mark.parametrize("content", [b"", b"record_id\n", b"id\n1\n", b"\x89PNG"])
def test_command_tells_one_message_and_exits_3(tmp_path: Path, content: bytes) -> None:
    path = write(tmp_path, content)
    out = tmp_path / "out"
    result = CliRunner().invoke(main, ["resolve", str(path), "--out", str(out)])
    assert result.exit_code == 3
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert "Traceback" not in result.stderr
    assert not out.exists()


def test_command_needs_an_output_folder(tmp_path: Path) -> None:
    path = write(tmp_path, "record_id\n1\n")
    result = CliRunner().invoke(main, ["resolve", str(path)])
    assert result.exit_code == 2
    occupied = write(tmp_path, "x", "occupied")
    result = CliRunner().invoke(main, ["resolve", str(path), "--out", str(occupied)])
    assert result.exit_code == 1
    assert "is a file; --out takes a folder" in result.stderr


def test_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "people.csv"
    os.mkfifo(pipe)

    def stop(*_: object) -> None:
        pytest.fail("the pipe was opened, and waited for")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(5)
    try:
        assert "is a pipe or a device" in refused(pipe)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_a_fault_of_the_disk_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Path) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("kindred.records_file._head", fail)
    assert "cannot be read: input/output error." in refused(write(tmp_path, "record_id\n1\n"))


def test_one_ragged_row_and_many(tmp_path: Path) -> None:
    one = refused(write(tmp_path, "record_id,city\n1\n2,b\n"))
    assert "has one row that does not have the header's 2 values" in one
    two = refused(write(tmp_path, "record_id,city\n1\n2\n"))
    assert "has 2 rows that do not have the header's 2 values" in two
