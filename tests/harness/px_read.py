"""Reads a PC-Axis file by the format's own rules and compares it with the CSV of the same table, cell by cell.

px_read.py FILE.px FILE.csv: status 0 and a count, or 1 and what is wrong. Shares no code with the program.
"""
import csv
import itertools
import re
import sys


def statements(text):
    """KEYWORD...=value, up to a semicolon that is not in quotes."""
    out, quoted, start = [], False, 0
    for i, c in enumerate(text):
        if c == '"':
            quoted = not quoted
        elif c == ";" and not quoted:
            out.append(text[start:i])
            start = i + 1
    if quoted or text[start:].strip():
        raise ValueError("something stands behind the last statement")
    return out


def parse(text):
    words = {}
    for s in statements(text):
        m = re.match(r'\s*([A-Z-]+)(?:\[(\w+)\])?(?:\("([^"]*)"\))?=(.*)\Z', s, re.S)
        if not m:
            raise ValueError("not a statement: %.60r" % s)
        key, lang, of, value = m.groups()
        if (key, lang or "da", of) in words:
            raise ValueError("%s stands twice" % key)
        words[key, lang or "da", of] = value
    return words


def strings(value):
    """A list of strings; pieces with only blanks between them are one."""
    out = []
    for item in re.findall(r'(?:"[^"]*"\s*)+', value):
        out.append("".join(re.findall(r'"([^"]*)"', item)))
    return out


def read(path):
    raw = open(path, "rb").read()
    if max(len(line) for line in raw.split(b"\r\n")) > 256:
        raise ValueError("a line is longer than 256 bytes")
    if not raw.startswith(b"CHARSET=") or b"\r\nAXIS-VERSION=" not in raw[:60]:
        raise ValueError("CHARSET and AXIS-VERSION come first")
    words = parse(raw.decode("utf-8"))
    for key in "CODEPAGE LANGUAGE CREATION-DATE DECIMALS MATRIX SUBJECT-CODE SUBJECT-AREA CONTENTS TITLE UNITS".split():
        if (key, "da", None) not in words:
            raise ValueError("%s is missing" % key)
    if strings(words["LANGUAGES", "da", None]) != ["da", "en"]:
        raise ValueError("languages are not da and en")
    return words


def dimensions(words, lang):
    names = strings(words["STUB", lang, None]) + strings(words["HEADING", lang, None])
    codes = [strings(words["CODES", lang, n]) for n in names]
    for n, c in zip(names, codes):
        if len(strings(words["VALUES", lang, n])) != len(c) or len(set(c)) != len(c):
            raise ValueError("values and codes of %s do not fit" % n)
    if not words["TIMEVAL", lang, names[-1]].startswith("TLIST(A1),"):
        raise ValueError("the years are no TIMEVAL")
    return codes


def main(px, table):
    words = read(px)
    codes = dimensions(words, "da")
    if codes != dimensions(words, "en"):
        raise ValueError("the languages do not have the same codes")
    data = [d.strip('"') for d in words["DATA", "da", None].split()]
    keys = list(itertools.product(*codes))
    if len(data) != len(keys):
        raise ValueError("%d cells, not %d" % (len(data), len(keys)))
    cells = dict(zip(keys, data))
    rows = list(csv.reader(open(table, encoding="utf-8", newline=""), delimiter=";"))[1:]
    for row in rows:
        if cells.pop(tuple(row[:-1])) != row[-1]:
            raise ValueError("cell %s differs" % "/".join(row[:-1]))
    if any(v != ".." for v in cells.values()):
        raise ValueError("a cell that the CSV does not have is not ..")
    print("%d cells" % len(rows))


try:
    main(*sys.argv[1:])
except (ValueError, KeyError) as wrong:
    print("%s: %s" % (sys.argv[1], wrong))
    sys.exit(1)
