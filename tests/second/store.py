"""A case store as a statistician would read it: every row that is not deleted, days as dates, persons with the
age and sex their number gives. Nothing here is shared with the program that is being checked."""
import csv
import datetime
import os
import re
import sqlite3

DAY = re.compile(r"^(\d{4})-(\d\d)-(\d\d)(T\d\d:\d\d(:\d\d)?)?$")


def day(text):
    """A day, or None where there is none or it cannot be read."""
    found = DAY.match(text or "")
    if not found:
        return None
    try:
        return datetime.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def birth_of(pnr):
    """The day of birth in a personal number. The 7th digit and the year give the century; a number given out as a
    replacement has 60 added to its day, and tells nothing about the birth."""
    if not pnr or not re.match(r"^\d{10}$", pnr):
        return None
    d, m, y, seventh = int(pnr[0:2]), int(pnr[2:4]), int(pnr[4:6]), int(pnr[6])
    if seventh <= 3:
        century = 1900
    elif seventh in (4, 9):
        century = 2000 if y <= 36 else 1900
    else:
        century = 2000 if y <= 57 else 1800
    try:
        return datetime.date(century + y, m, d)
    except ValueError:
        return None


def sex_of(pnr):
    """An odd last digit is a boy."""
    if not pnr or not re.match(r"^\d{10}$", pnr):
        return None
    return "D" if int(pnr[9]) % 2 else "P"


def age_on(birth, at):
    """Whole years; who is born on 29 February is a year older on 1 March of a common year."""
    years = at.year - birth.year
    if (at.month, at.day) < (birth.month, birth.day):
        years -= 1
    return years


class Codes:
    """schemas/codelists/<list>.csv: what holds on a day, and the attributes of a code."""

    def __init__(self, folder, name):
        self.rows = []
        self.seen = {}
        self.attrs = {}
        with open(os.path.join(folder, name + ".csv"), encoding="utf-8", newline="") as f:
            for row in csv.DictReader(f, delimiter=";", quoting=csv.QUOTE_NONE):
                self.rows.append(row)

    def codes(self, first=None, last=None):
        """Codes that hold on some day from first to last, in the list's order, each once."""
        if (first, last) in self.seen:
            return self.seen[first, last]
        out = []
        for row in self.rows:
            if first and row["valid_to"] and day(row["valid_to"]) < first:
                continue
            if last and row["valid_from"] and day(row["valid_from"]) > last:
                continue
            if row["code"] not in out:
                out.append(row["code"])
        self.seen[first, last] = out
        return out

    def holds(self, code, at):
        return code in self.codes(at, at)

    def attr(self, code, name):
        """An attribute stands on the newest line of its code that has it."""
        if name not in self.attrs:
            self.attrs[name] = dict((row["code"], row[name]) for row in self.rows if row.get(name))
        return self.attrs[name].get(code)


def numbers_in_force(path):
    """From a CPR extract in lines: number -> the number that took its place (record 001, PNRGAELD)."""
    instead = {}
    with open(path, encoding="latin-1") as f:
        for line in f:
            if line.startswith("001") and line[13:23].strip():
                instead[line[3:13]] = line[13:23]
    return instead


class Person:
    def __init__(self, row, instead):
        self.id = row["citizen_id"]
        self.pnr = row["pnr"] or None
        while self.pnr in instead:
            self.pnr = instead[self.pnr]
        self.birth = birth_of(self.pnr) or day(row["birth_date"])
        self.sex = sex_of(self.pnr) or {"M": "D", "K": "P"}.get(row["sex"])
        self.unborn = row["unborn"] == 1
        self.due = day(row["due_date"])
        self.mothers = [row["mother_pnr"]]
        self.row = row

    def age(self, at):
        return age_on(self.birth, at) if self.birth else None

    def has_mother(self):
        """Somebody whose number it can be registered on before it is born; ten zeros are nobody."""
        return any(birth_of(pnr) for pnr in self.mothers)

    def has_number(self):
        return bool(self.pnr or self.row["foreign_no"])


class Case:
    def __init__(self, row):
        self.id = row["case_id"]
        self.citizen = row["citizen_id"]
        self.acting = row["acting_municipality"]
        self.changes = []  # (day, from, to) of the role acting, oldest first
        self.row = row

    def acting_on(self, at):
        """The municipality that had the duty to act on a day: the last change not after it; before the first
        change the one it was taken from; without changes the one that stands on the case."""
        if not self.changes:
            return self.acting
        now = self.changes[0][1]
        for changed, _, to in self.changes:
            if changed <= at:
                now = to
        return now


def settings_of(path):
    """(section, key) -> value, of what is set."""
    told, section = {}, ""
    with open(path, encoding="utf-8") as f:
        for line in f:
            line = line.strip()
            if line.startswith("["):
                section = line.strip("[]")
            elif "=" in line and not line.startswith("#"):
                key, value = line.split("=", 1)
                told[section, key.strip()] = value.strip()
    return told


class Store:
    def __init__(self, path, codelists, municipality, conf=None, cpr=None):
        self.municipality = municipality
        instead = numbers_in_force(cpr) if cpr else {}
        told = settings_of(conf) if conf else {}
        # YEAR.AGES = children
        self.population = dict((key, int(value)) for (section, key), value in told.items() if section == "population")
        self.born = told.get(("dst-underretninger", "born"), "mother")
        self.folder = codelists
        self.lists = {}
        self.kept = {}
        db = sqlite3.connect("file:" + path + "?mode=ro", uri=True)
        db.row_factory = sqlite3.Row
        self.db = db
        self.person = {r["citizen_id"]: Person(r, instead) for r in self.rows("citizen")}
        self.case = {r["case_id"]: Case(r) for r in self.rows("case_file")}
        self.decision = {r["decision_id"]: r for r in self.rows("decision")}
        for r in self.rows("relation"):
            if r["kind"] == "mother" and r["citizen_id"] in self.person:
                self.person[r["citizen_id"]].mothers.append(r["adult_pnr"])
        for r in sorted(self.rows("municipality_change"), key=lambda r: r["changed_on"]):
            if r["role"] == "acting" and r["case_id"] in self.case and day(r["changed_on"]):
                self.case[r["case_id"]].changes.append((day(r["changed_on"]), r["from_code"], r["to_code"]))

    def rows(self, table):
        """Every row that is not deleted, by its key."""
        if table not in self.kept:
            every = self.db.execute('SELECT * FROM "%s" ORDER BY 1, 2' % table)
            self.kept[table] = [dict(r) for r in every if not r["deleted_at"]]
        return self.kept[table]

    def list(self, name):
        if name not in self.lists:
            self.lists[name] = Codes(self.folder, name)
        return self.lists[name]

    def person_of_case(self, case_id):
        case = self.case.get(case_id)
        return self.person.get(case.citizen) if case else None
