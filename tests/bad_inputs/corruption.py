"""Corruption of valid text files at random, the same for the same seed."""

import csv
import io
import random
from collections.abc import Callable

Table = list[list[str]]

CELLS = (
    "",
    " ",
    "-",
    "н/м",
    "0",
    "-1",
    "1e308",
    "NaN",
    "inf",
    "1,234",
    "1 234,5",
    "500 орчим",
    "=cmd()",
    "<script>alert(1)</script>",
    "31.02.2019",
    "2019/2/3",
    "0001-01-01",
    "43500",
    "Говь",
    "Ãîâü",
    "????",
    "Bulgan",
    "MN9999",
    "9002",
    "POLYGON ((104 47, 104.1 47.1, 104.1 47, 104 47.1, 104 47))",
    "POLYGON ((47 104, 47 104.1, 47.1 104.1, 47 104))",
    "POLYGON ((500000 5200000, 501000 5200000, 501000 5201000, 500000 5200000))",
    "POLYGON EMPTY",
    "POINT (104.05 47.02)",
    "GEOMETRYCOLLECTION (POINT (104 47))",
    "LINESTRING (104 47, 104.1 47.1)",
    "POLYGON ((nan nan, 1 1, 2 2, nan nan))",
    "POLYGON ((104 47",
    "\x00",
    "\u202e",
    "a" * 5000,
    '"',
    "a;b",
    "a\nb",
    "../../etc/passwd",
    "{x}",
    "ended",
    "mining",
    "exploration",
)


def change_cell(table: Table, rng: random.Random) -> None:
    row = rng.choice(table[1:])
    row[rng.randrange(len(row))] = rng.choice(CELLS)


def spoil_cell(table: Table, rng: random.Random) -> None:
    """Change one letter of one cell."""
    row = rng.choice(table[1:])
    k = rng.randrange(len(row))
    place = rng.randrange(len(row[k]) + 1)
    row[k] = row[k][:place] + rng.choice("0 9-,.xЖ?'\u00a0\n") + row[k][place + 1 :]


def swap_cells(table: Table, rng: random.Random) -> None:
    row = rng.choice(table[1:])
    i, j = rng.randrange(len(row)), rng.randrange(len(row))
    row[i], row[j] = row[j], row[i]


def swap_rows_of_a_column(table: Table, rng: random.Random) -> None:
    k = rng.randrange(len(table[0]))
    a, b = rng.choice(table[1:]), rng.choice(table[1:])
    a[k], b[k] = b[k], a[k]


def empty_column(table: Table, rng: random.Random) -> None:
    k = rng.randrange(len(table[0]))
    for row in table[1:]:
        row[k] = ""


def same_in_a_column(table: Table, rng: random.Random) -> None:
    k = rng.randrange(len(table[0]))
    cell = rng.choice(CELLS)
    for row in table[1:]:
        row[k] = cell


def repeat_row(table: Table, rng: random.Random) -> None:
    table.insert(rng.randrange(1, len(table) + 1), list(rng.choice(table[1:])))


def drop_row(table: Table, rng: random.Random) -> None:
    if len(table) > 2:
        del table[rng.randrange(1, len(table))]


def shuffle_rows(table: Table, rng: random.Random) -> None:
    body = table[1:]
    rng.shuffle(body)
    table[1:] = body


def rename_column(table: Table, rng: random.Random) -> None:
    k = rng.randrange(len(table[0]))
    table[0][k] = rng.choice((table[0][k].upper(), table[0][k] + " ", "x", "", table[0][0]))


def drop_column(table: Table, rng: random.Random) -> None:
    k = rng.randrange(len(table[0]))
    for row in table:
        del row[k]


def shorten_row(table: Table, rng: random.Random) -> None:
    row = rng.choice(table[1:])
    del row[rng.randrange(len(row)) :]


def lengthen_row(table: Table, rng: random.Random) -> None:
    rng.choice(table[1:]).append(rng.choice(CELLS))


# Cells are what goes wrong most often.
OF_TABLES: tuple[Callable[[Table, random.Random], None], ...] = (
    *(change_cell,) * 6,
    *(spoil_cell,) * 4,
    swap_cells,
    swap_rows_of_a_column,
    empty_column,
    same_in_a_column,
    repeat_row,
    repeat_row,
    drop_row,
    shuffle_rows,
    rename_column,
    drop_column,
    shorten_row,
    lengthen_row,
)


def truncate(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


def flip_byte(data: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(data))
    return data[:place] + bytes([rng.randrange(256)]) + data[place + 1 :]


def other_encoding(data: bytes, rng: random.Random) -> bytes:
    name = rng.choice(("cp1251", "utf-16", "latin-1", "koi8-r"))
    return data.decode("utf-8").encode(name, errors="replace")


def twice_encoded(data: bytes, rng: random.Random) -> bytes:
    return data.decode("latin-1").encode("utf-8")


def insert_bytes(data: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(data))
    return data[:place] + rng.choice((b'"', b"\x00", b"\n", b"\r", b",", b"\xff")) + data[place:]


def other_separator(data: bytes, rng: random.Random) -> bytes:
    return data.replace(b",", rng.choice((b";", b"\t", b"|")))


OF_BYTES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    truncate,
    flip_byte,
    flip_byte,
    other_encoding,
    twice_encoded,
    insert_bytes,
    insert_bytes,
    other_separator,
)


def corrupted(data: bytes, rng: random.Random) -> tuple[bytes, list[str]]:
    """Return a corrupted text table and what was done to it."""
    done = []
    if rng.random() < 0.2:
        change = rng.choice(OF_BYTES)
        return change(data, rng), [change.__name__]
    table = list(csv.reader(io.StringIO(data.decode("utf-8"))))
    for _ in range(rng.choice((1, 1, 2, 3))):
        spoil = rng.choice(OF_TABLES)
        width = len(table[0])
        if width == 0 or any(len(row) < width for row in table):
            break  # what is torn already is not spoiled cell by cell
        spoil(table, rng)
        done.append(spoil.__name__)
    handle = io.StringIO()
    csv.writer(handle, lineterminator="\n").writerows(table)
    return handle.getvalue().encode("utf-8", errors="replace"), done
