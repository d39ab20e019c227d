#!/usr/bin/env bash
# Python's csv.Sniffer takes a letter or a digit for the delimiter of a file with a single column.
#
# CPython 3.11.7, csv.Sniffer().sniff(sample) with its default settings: any character that occurs equally often in
# every row may be the delimiter, letters and digits included, and a sample without one is not recognized as a single
# column. The cells are then cut in pieces without a word.
#
# Seen:
#   e-mail addresses: delimiter 'm', first row ['anne@exa', 'ple.co', '']
#   numbers: delimiter '5', first row ['1.', '']
#   words: delimiter 'o', first row ['hell', '']
#   dates and times: delimiter ' ', first row ['2026-01-05', '10:00']
set -euo pipefail
seen=$(python3 - <<'PYTHON'
import csv

for name, cells in {
    "e-mail addresses": ["anne@example.com", "peter@example.com", "lee@example.com"],
    "numbers": ["1.5", "2.5", "3.5"],
    "words": ["hello", "world"],
    "dates and times": ["2026-01-05 10:00", "2026-01-06 11:30", "2026-01-07 12:15"],
}.items():
    dialect = csv.Sniffer().sniff("\n".join(cells))
    print(f"{name}: delimiter {dialect.delimiter!r}, first row {next(csv.reader(cells, dialect))}")
PYTHON
)
expected=$(sed -n 's/^#   \(e-mail\|numbers\|words\|dates\)/\1/p' "$0")
echo "$seen"
if [ "$seen" != "$expected" ]; then
    echo "the behaviour has changed; expected:" >&2
    echo "$expected" >&2
    exit 1
fi
