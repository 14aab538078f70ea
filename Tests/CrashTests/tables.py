"""What came of many trials, counted in rows of a table."""

from collections import Counter

VERDICT = ("lost", "twice", "pieces", "SMTP lost", "SMTP twice", "other")
"""Columns that say what was wrong."""


def count(row, tried, verdict):
    """Counts one trial in a row (a Counter). `tried`: the column that counts trials."""
    row[tried] += 1
    add(row, verdict)


def add(row, verdict):
    """Adds what a verdict says to a row."""
    row["lost"] += verdict.lost
    row["twice"] += verdict.twice
    row["pieces"] += verdict.pieces
    row["SMTP lost"] += verdict.smtp_lost
    row["SMTP twice"] += verdict.smtp_twice
    row["other"] += bool(verdict.other)


def table(title, columns, rows):
    """The lines of a table of Counters by name, in their order, with their sum."""
    width = max(map(len, [*rows, "all", title]))
    lines = [title.ljust(width) + "".join(f"{column:>12}" for column in columns)]
    for name, row in [*rows.items(), ("all", sum(rows.values(), Counter()))]:
        lines.append(name.ljust(width) + "".join(f"{row[column]:>12}" for column in columns))
    return "\n".join(lines)
