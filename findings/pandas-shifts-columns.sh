#!/usr/bin/env bash
# pandas moves the columns of a table, or joins its rows, without a word.
#
# pandas 3.1.1, read_csv with its default settings but for the separator. If every row, but not the header, ends with a
# separator, the first column becomes the index and each name stands for the column to its right; the last one is all
# NaN. Quotes that only happen to be in running text join rows when two of them begin a cell. Text after a closing quote
# is joined to the cell by the C parser, quotes dropped, while the Python parser refuses the same file.
#
# Seen:
#   trailing separators: index [1, 3], a [2, 4], b [nan, nan]
#   quotes in text: 3 rows of 4
#   text after a quote, C parser: Yes she said
#   text after a quote, Python parser: ParserError
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
python3 -m venv "$directory/venv"
"$directory/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1 numpy==2.4.6

cat >"$directory/tables.py" <<'PYTHON'
import io

import pandas


def read(text, **settings):
    return pandas.read_csv(io.StringIO(text), **settings)


trailing = read("a,b\n1,2,\n3,4,\n")
columns = ", ".join(f"{name} {trailing[name].tolist()}" for name in trailing)
print(f"trailing separators: index {trailing.index.tolist()}, {columns}")

messages = 'ham\tone\nspam\t"two\nham\tthree"\nham\tfour\n'
row_count = len(read(messages, sep="\t", header=None))
print(f"quotes in text: {row_count} rows of {len(messages.splitlines())}")

quoted = '1,"Yes" she said,2\n'
print("text after a quote, C parser:", read(quoted, header=None).iloc[0, 1])
try:
    print("text after a quote, Python parser:", read(quoted, header=None, engine="python").iloc[0, 1])
except pandas.errors.ParserError as error:
    print("text after a quote, Python parser:", type(error).__name__)
PYTHON

seen=$("$directory/venv/bin/python" "$directory/tables.py")
expected=$(sed -n 's/^#   \(trailing\|quotes\|text\)/\1/p' "$0")
echo "$seen"
if [ "$seen" != "$expected" ]; then
    echo "the behaviour has changed; expected:" >&2
    echo "$expected" >&2
    exit 1
fi
