"""Holds the work lists of a folder against the mart: worklists_check.py FOLDER MART; says what differs."""
import glob
import os
import re
import sqlite3
import sys

sys.path.insert(0, os.path.dirname(__file__))
from xlsx_read import book

folder, mart = sys.argv[1:]
db = sqlite3.connect("file:%s?mode=ro" % mart, uri=True)
RANKS = ["Stopper en leverance", "Holder en post tilbage", "Fristen er overskredet", "Fristen er snart",
         "Skal rettes eller besvares", "Til orientering"]
HEADS = ["Gør først", "Sag", "Regel", "Senest", "Svar", "Begrundelse", "Navn", "Gælder til", "Fund-nøgle"]
bad = []


def check(ok, what):
    if not ok:
        bad.append(what)


def one(sql, *p):
    return db.execute(sql, p).fetchone()[0]


def findings(path):
    """The rows of all sheets of findings, as dicts by head."""
    out = []
    for s in book(path):
        check(s["formulas"] == 0, "%s: a formula" % path)
        if not s["name"].startswith("Fund"):
            continue
        heads = s["rows"][3]
        for h in HEADS:
            check(h in heads, "%s: no column %s" % (path, h))
        key = heads.index("Fund-nøgle")
        check(s["hidden"] == [key], "%s: hidden columns %s" % (path, s["hidden"]))
        kinds = sorted(v[0] for v in s["validations"])
        check(kinds == ["date", "list"], "%s: validations %s" % (path, kinds))
        listed = next((v[2] for v in s["validations"] if v[0] == "list"), "")
        for word in "rettet", "korrekt", "reglen er forkert", "afventer", "godkendt alligevel":
            check(word in listed, "%s: '%s' cannot be chosen" % (path, word))
        said = re.search(r"([0-9.]+) fund i (?:dette ark af i alt ([0-9.]+)|alt, alle er med)", s["rows"][1][0])
        rows = [dict(zip(heads, r + [""] * len(heads))) for r in s["rows"][4:]]
        check(said and int(said.group(1).replace(".", "")) == len(rows), "%s: %s rows, says %s" % (path, len(rows), s["rows"][1][0]))
        out += rows
        total = said and int((said.group(2) or said.group(1)).replace(".", ""))
    check(len(out) == total, "%s: %d findings, says %s in all" % (path, len(out), total))
    return out


def whose(path, prefix):
    stem = os.path.basename(path)[:-5]
    return "" if stem.startswith("uden-") else re.sub("_([0-9a-f]{2})", lambda m: chr(int(m.group(1), 16)), stem[len(prefix):])


total = one("SELECT count(*) FROM finding")
for prefix, column in (("team-", "team_id"), ("sagsbehandler-", "caseworker_id")):
    keys, cases = [], []
    uden = os.path.join(folder, "uden-%s.xlsx" % prefix[:-1])
    for path in sorted(glob.glob(os.path.join(folder, prefix + "*.xlsx"))) + [uden] * os.path.exists(uden):
        rows = findings(path)
        keys += [r["Fund-nøgle"] for r in rows]
        expected = one("SELECT count(*) FROM finding WHERE coalesce(%s, '') = ?" % column, whose(path, prefix))
        check(len(rows) == expected, "%s: %d findings, the mart has %d" % (path, len(rows), expected))
        by_case = db.execute("SELECT coalesce(case_id, ''), count(*) FROM finding WHERE coalesce(%s, '') = ? GROUP BY 1" % column,
                             (whose(path, prefix),)).fetchall()
        for case, n in by_case:
            check(sum(r["Sag"] == case for r in rows) == n, "%s: case %s" % (path, case))
        if prefix == "sagsbehandler-":
            order = [(RANKS.index(r["Gør først"]), r["Sag"], r["Regel"]) for r in rows]
            check(order == sorted(order), "%s: not in order" % path)
    check(len(keys) == total, "%s: %d findings on lists, the mart has %d" % (prefix, len(keys), total))
    check(all(re.fullmatch("[0-9a-f]{16}", k) for k in keys), "%s: a key that is none" % prefix)
    identities = {"%016x" % (i & (1 << 64) - 1) for i, in db.execute("SELECT identity FROM finding_life WHERE closed IS NULL")}
    check(set(keys) == identities, "%s: keys are not those of the findings that are open" % prefix)

overview = {s["name"]: s["rows"] for s in book(os.path.join(folder, "overblik.xlsx"))}["Overblik"]
sums = [r for r in overview if r and r[0] == "I alt"]
check(sums and int(sums[0][1]) == total, "overblik: sum %s, the mart has %d" % (sums, total))
check(sum(int(n) for n in sums[0][2:8]) == total, "overblik: what to do first adds up to %s" % sums[0][2:8])
at = next(i for i, r in enumerate(overview) if r and r[0] == "Regel")
rules = {r[0].split()[0]: int(r[1]) for r in overview[at + 1:] if len(r) > 1}
for rule, n in db.execute("SELECT rule, count(*) FROM finding GROUP BY rule"):
    check(rules.get(rule) == n, "overblik: rule %s has %s, the mart %d" % (rule, rules.get(rule), n))
print("\n".join(bad))
print("%d findings, %d books" % (total, len(glob.glob(os.path.join(folder, "*.xlsx")))))
sys.exit(bool(bad))
