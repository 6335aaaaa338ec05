"""Counts a case store and compares every cell with the tables the program wrote.
compare.py WORKSPACE CODELISTS MUNICIPALITY YEAR [TABLE...]
The workspace holds casestore.db, indberet.conf with [population], out/ and, if there is one, the CPR extract as cpr.txt.
Without tables all that are known must be there. Ends with 1 when a cell differs, with 2 when nothing could be compared."""
import csv
import glob
import os
import sys

import counts
from store import Store

SHOWN = 40  # disagreements printed; the total is always told


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


def filled(path, names, years, cells):
    """Every combination of codes must be there once in each year it is valid in: each year is a full cross."""
    said = 0
    for year in years:
        codes = [set() for _ in names]
        n = 0
        for (key, at) in cells:
            if at == year:
                n += 1
                for i, code in enumerate(key):
                    codes[i].add(code)
        full = 1
        for c in codes:
            full *= len(c)
        if n != full:
            print("%s: %d: %d cells, a full table has %d" % (os.path.basename(path), year, n, full))
            said += 1
    return said


def table(name, path, store, year, tally):
    names, years, cells = read(path)
    wrong = filled(path, names, years, cells)
    if years != [year - 2, year - 1, year]:
        print("%s: years %s, expected %d and two back" % (name, years, year))
        wrong += 1
    for at in years:
        mine = counts.TABLES[name](counts.Year(store, at))
        left = dict((c, v) for c, v in mine.cells.items() if v)
        for (key, when), text in sorted(cells.items()):
            if when != at:
                continue
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
                        name, at, where, text, want, "; children counted: " + " ".join(mine.children(key)[:12])))
        for key in sorted(left):
            wrong += 1
            if wrong <= SHOWN:
                print("%s %d: %s: not in the table, counted %s; children: %s" % (
                    name, at, key, mine.text(key), " ".join(mine.children(key)[:12])))
    return wrong


def main(argv):
    workspace, codelists, municipality, year = argv[:4]
    out = os.path.join(workspace, "out")
    cpr = os.path.join(workspace, "cpr.txt")
    store = Store(os.path.join(workspace, "casestore.db"), codelists, municipality, os.path.join(workspace, "indberet.conf"),
                  cpr if os.path.exists(cpr) else None)
    wanted = argv[4:] or sorted(counts.TABLES)
    tally = {"cells": 0, "filled": 0}
    wrong = 0
    for name in wanted:
        found = glob.glob(os.path.join(out, "*", year, "%s_%s_%s.csv" % (name, municipality, year)))
        if len(found) != 1:
            print("%s: %d files in %s" % (name, len(found), out))
            return 2
        n = table(name, found[0], store, int(year), tally)
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
