"""Counts a case store and compares every cell with the tables the program wrote.
compare.py WORKSPACE CODELISTS MUNICIPALITY YEAR [TABLE...]
The workspace holds casestore.db, indberet.conf with [population], out/ and, if there is one, the CPR extract as cpr.txt.
Without tables all that are known must be there. Ends with 1 when a cell differs, with 2 when nothing could be compared."""
import csv
import itertools
import os
import sqlite3
import sys

import counts
from store import Store

TOTALS = {"BU04A": ("1", "2", "3"), "ISBU01": ("3", "5", "6", "7"), "ISBU02": ("2", "5", "6", "7"), "ISBU03": ("4",),
          "ISBU04": ("3",), "HANDBU01": ("100", "110"), "HANDBU02": ("100", "110")}
REPORTS = (("UND", "approval-und"), ("LABY", "approval-und"), ("ANBAAR", "approval-anb"), ("HANDBU", "approval-handbu"),
           ("BU", "approval-bu"), ("ISBU", "approval-bu"))
SHOWN = 40  # disagreements printed; the total is always told


def find(out, name, municipality, year):
    report = next(r for prefix, r in REPORTS if name.startswith(prefix))
    return os.path.join(out, report, year, "%s_%s_%s.csv" % (name, municipality, year))


def read(path):
    """(dimension names, years, cells): cells[(codes..., year)] = text of the value."""
    with open(path, encoding="utf-8-sig", newline="") as f:
        rows = list(csv.reader(f, delimiter=";"))
    names = rows[0][:-2]
    cells = {}
    for row in rows[1:]:
        key = (tuple(row[:-2]), int(row[-2]))
        if key in cells:
            raise SystemExit("%s: the cell %s stands twice" % (path, key))
        cells[key] = row[-1]
    return names, sorted(set(k[1] for k in cells)), cells


def whole(name, year, cells, dims):
    """Every combination of the codes of the year must be there, zero or not, and no other."""
    have = set(key for key, at in cells if at == year)
    want = set(itertools.product(*dims))
    for key in sorted(want - have)[:3]:
        print("%s %d: the cell %s is not in the table" % (name, year, key))
    for key in sorted(have - want)[:3]:
        print("%s %d: the cell %s does not belong in the table" % (name, year, key))
    return len(want ^ have)


def children(mart, name, year, key):
    """The children the program lists behind a cell, over the codes that are totals."""
    if not mart:
        return set()
    db = sqlite3.connect("file:" + mart + "?mode=ro", uri=True)
    out = set()
    for row in db.execute("SELECT citizen_id, d1, d2, d3, d4, d5, d6 FROM record_table WHERE tab = ? AND year = ?", (name, year)):
        if all(have == code or code in TOTALS.get(name, ()) + ("0", "00", "IALT", "TOT", "TOT22") for have, code in zip(row[1:], key)):
            out.add(row[0])
    return out


def differ(mart, name, year, key, mine):
    theirs, ours = children(mart, name, year, key), set(mine.children(key))
    only = lambda who: " ".join(sorted(str(c) for c in who)[:12]) or "none"
    return "; children only in the program: %s; only counted here: %s" % (only(theirs - ours), only(ours - theirs))


def table(name, path, store, year, tally, mart):
    names, years, cells = read(path)
    wrong = 0
    if years != [year - 2, year - 1, year]:
        print("%s: years %s, expected %d and two back" % (name, years, year))
        wrong += 1
    for at in years:
        y = counts.Year(store, at)
        wrong += whole(name, at, cells, counts.dims(y)[name])
        mine = counts.TABLES[name](y)
        left = dict((c, v) for c, v in mine.cells.items() if v)
        for key, text in sorted((k, v) for (k, when), v in cells.items() if when == at):
            tally["cells"] += 1
            left.pop(key, None)
            want = mine.text(key)
            if want != "0":
                tally["filled"] += 1
            if text != want:
                wrong += 1
                if wrong <= SHOWN:
                    where = ", ".join("%s=%s" % p for p in zip(names, key))
                    print("%s %d: %s: the program says %s, counted %s%s" % (
                        name, at, where, text, want, differ(mart, name, at, key, mine)))
        for key in sorted(left):
            wrong += 1
            if wrong <= SHOWN:
                print("%s %d: %s: not in the table, counted %s%s" % (
                    name, at, key, mine.text(key), differ(mart, name, at, key, mine)))
    return wrong


def main(argv):
    workspace, codelists, municipality, year = argv[:4]
    out = os.path.join(workspace, "out")
    cpr = os.path.join(workspace, "cpr.txt")
    store = Store(os.path.join(workspace, "casestore.db"), codelists, municipality, os.path.join(workspace, "indberet.conf"),
                  cpr if os.path.exists(cpr) else None)
    mart = os.path.join(workspace, "mart.db")
    wanted = argv[4:] or sorted(counts.TABLES)
    tally = {"cells": 0, "filled": 0}
    wrong = 0
    for name in wanted:
        n = table(name, find(out, name, municipality, year), store, int(year), tally, mart if os.path.exists(mart) else None)
        if n:
            print("%s: %d disagreements" % (name, n))
        wrong += n
    print("%d tables, %d cells compared, %d of them not zero, %d disagreements" % (
        len(wanted), tally["cells"], tally["filled"], wrong))
    if tally["filled"] == 0:
        print("nothing was counted, so nothing was compared")
        return 2
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
