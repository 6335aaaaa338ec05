"""The tables of published.md, counted record by record. A counter walks the records of the case store once and
notes each thing it counts with where it stands: a dict of dimension -> set of codes the thing is shown under.

Points that published.md leaves open follow docs/tables.md; they are marked `decided:` below."""
import datetime
from collections import defaultdict

from store import age_on, day


class Tally:
    """cells[codes of all dimensions] = the things counted there; a thing counts once in a cell."""

    def __init__(self):
        self.cells = defaultdict(set)
        self.child = {}

    def add(self, thing, child, *places):
        self.child[thing] = child
        self._add(thing, (), places)

    def _add(self, thing, at, places):
        if not places:
            self.cells[at].add(thing)
            return
        for code in places[0]:
            self._add(thing, at + (code,), places[1:])

    def value(self, cell):
        return len(self.cells.get(cell, ()))

    def text(self, cell):
        return str(self.value(cell))

    def children(self, cell):
        return sorted(set(str(self.child[t]) for t in self.cells.get(cell, ())))


class Share(Tally):
    """Percent of a population, one decimal, half up; where the population is not known the table says so."""

    def __init__(self, y, ages):
        super().__init__()
        self.year, self.population = y.year, y.store.population
        self.ages = lambda cell: ages

    def text(self, cell):
        people = self.population.get("%d.%s" % (self.year, self.ages(cell)))
        if not people:
            return ".."
        tenths = (2 * 1000 * self.value(cell) + people) // (2 * people)
        return "%d.%d" % divmod(tenths, 10)


class Year:
    def __init__(self, store, year):
        self.store = store
        self.year = year
        self.first = datetime.date(year, 1, 1)
        self.last = datetime.date(year, 12, 31)
        self.own = store.municipality
        self.landsdel = store.list("kommune").attr(self.own, "landsdel")

    def within(self, at):
        return at is not None and self.first <= at <= self.last


# --- notifications -----------------------------------------------------------------------

def unborn_on(person, at):
    return person.unborn or (person.birth is not None and person.birth > at)


def notified(y):
    """Notifications of the year about children: (row, person, age code, sex code). The age is that of the last day of the
    year. decided: a child that is born after that day is unborn; over 18 years is age not stated."""
    for n in y.store.rows("notification"):
        at = day(n["received_at"])
        if not y.within(at):
            continue
        person = y.store.person.get(n["citizen_id"])
        if person is None:
            yield n, None, "999", "9"
        elif unborn_on(person, y.last):
            yield n, person, "U0", "U"
        elif person.birth is None:
            yield n, person, "999", person.sex or "9"
        else:
            age = person.age(y.last)
            yield n, person, str(age) if age <= 18 else "999", person.sex or "9"


def child_of(n, person):
    """decided: registrations with one number are one child."""
    return person.pnr or person.id if person else n["citizen_id"] or n["notification_id"]


def notifier_of(y, n):
    code = n["notifier_code"]
    return code if y.store.list("underretter").holds(code, day(n["received_at"])) else "99"


def und1(y):
    t = Tally()
    for n, _, age, sex in notified(y):
        t.add(n["notification_id"], n["citizen_id"], [y.own], ["0", notifier_of(y, n)], ["00", age], ["0", sex])
    return t


def und2(y):
    t = Tally()
    times = defaultdict(list)
    for n, person, age, sex in notified(y):
        times[child_of(n, person)].append((age, sex))
    for child, seen in times.items():
        age, sex = seen[-1]
        t.add(child, child, [y.own], ["0", str(min(len(seen), 6))], ["00", age], ["0", sex])
    return t


def laby16(y):
    """Children of 0-18 notified about at least once, in percent of all; the unborn and the unknown are left out."""
    t = Share(y, "0-18")
    for n, person, age, _ in notified(y):
        if age not in ("U0", "999"):
            t.add(child_of(n, person), n["citizen_id"], [y.own])
    return t


def und3(y):
    reasons = defaultdict(set)
    for r in y.store.rows("notification_reason"):
        reasons[r["notification_id"]].add(r["reason_code"])
    known = y.store.list("aarsag_underretning")
    t = Tally()
    for n, _, age, sex in notified(y):
        codes = set()
        for code in reasons[n["notification_id"]]:
            codes.add(code if known.holds(code, day(n["received_at"])) else "99")
        for code in codes or {"99"}:
            t.add((n["notification_id"], code), n["citizen_id"], [y.own], ["0", code], ["0", notifier_of(y, n)],
                  ["00", age], ["0", sex])
    return t


# --- placements --------------------------------------------------------------------------

class Stretch:
    """Days of a placement with one place and one basis."""

    def __init__(self, start, place, basis):
        self.start, self.place, self.basis = start, place, basis


class Placement:
    def __init__(self, key, events, case, person):
        self.key, self.events, self.case, self.person = key, events, case, person
        self.starts = []    # events that put the child in a place
        self.stretches = []
        self.start = self.end = None


def placements(store):
    """Events of one placement_id are one course. It begins with the first event that puts the child in a place (0, 7,
    7.5), changes with 1, 1.1, 2, 7.2, and ends with 5 or 5.5 on that day."""
    events = defaultdict(list)
    for e in store.rows("placement_event"):
        if e["placement_id"]:
            events[e["placement_id"]].append(e)
    for key, rows in sorted(events.items()):
        case = store.case.get(rows[0]["case_id"])
        p = Placement(key, rows, case, store.person.get(case.citizen) if case else None)
        dated = [e for e in rows if day(e["effect_on"])]
        dated.sort(key=lambda e: (day(e["effect_on"]), e["event_id"]))
        place = basis = None
        for e in dated:
            at = day(e["effect_on"])
            if e["event_code"] in ("0", "7", "7.5", "1", "1.1", "2", "7.2"):
                if e["event_code"] in ("0", "7", "7.5"):
                    p.starts.append(e)
                    p.end = None
                if p.start is None:
                    p.start = at
                place = e["place_type"] or place
                basis = e["basis_code"] or basis
                p.stretches.append(Stretch(at, place, basis))
            elif e["event_code"] in ("5", "5.5"):
                p.end = at
        yield p


def placed_on(store, p, at):
    """Placed on a day in our municipality's charge. decided: the last day of a placement belongs to it."""
    if p.start is None or p.start > at or p.case is None or p.case.acting_on(at) != store.municipality:
        return False
    return p.end is None or p.end >= at or p.end < p.start


def stretch_on(p, at):
    now = None
    for s in p.stretches:
        if s.start <= at:
            now = s
    return now


def basis_code(store, basis, municipal=False):
    return store.list("grundlag").attr(basis, "statbank_municipality" if municipal else "statbank") or "99"


def place_code(store, place):
    return store.list("ansted").attr(place, "statbank") or "99"


def stock(y):
    """Children placed on 31 December, 0-22 years, each once: (placement, stretch, age)."""
    newest = {}
    for p in placements(y.store):
        if not placed_on(y.store, p, y.last) or p.person is None:
            continue
        age = p.person.age(y.last)
        if age is None or not 0 <= age <= 22:
            continue
        other = newest.get(p.person.id)
        if other is None or (p.start, p.key) > (other[0].start, other[0].key):
            newest[p.person.id] = (p, stretch_on(p, y.last), age)
    return [newest[k] for k in sorted(newest)]


def started(y):
    """Placements put into effect in the year (event 0, and 7: a stay begun again), 0-22 years: (placement, event, age)."""
    for p in placements(y.store):
        for e in p.starts:
            at = day(e["effect_on"])
            if e["event_code"] == "7.5" or not y.within(at) or p.case is None or p.person is None:
                continue
            age = p.person.age(y.last)
            if p.case.acting_on(at) == y.own and age is not None and 0 <= age <= 22:
                yield p, e, age


def group_of(age):
    if age <= 5:
        return "0005"
    if age <= 11:
        return "0611"
    return "1217" if age <= 17 else "1800"


def wide_group(age):
    return "9917" if age <= 17 else "1822"


def sex_code(person):
    return person.sex or "9"


def anbaar2(y):
    t = Tally()
    for p, s, age in stock(y):
        t.add(p.person.id, p.person.id, ["0", basis_code(y.store, s.basis)], ["TOT", str(age)], ["0", sex_code(p.person)])
    return t


def anbaar15(y):
    t = Tally()
    for p, s, age in stock(y):
        t.add(p.person.id, p.person.id, ["0", place_code(y.store, s.place)], ["TOT", str(age)], ["0", sex_code(p.person)])
    return t


def anbaar9(y):
    t = Tally()
    for p, _, age in stock(y):
        t.add(p.person.id, p.person.id, [y.own], ["0", wide_group(age)])
    return t


def anbaar12(y):
    t = Tally()
    for p, s, _ in stock(y):
        t.add(p.person.id, p.person.id, [y.own], ["0", place_code(y.store, s.place)])
    return t


def anbaar13(y):
    t = Tally()
    for p, s, _ in stock(y):
        t.add(p.person.id, p.person.id, [y.own], ["0", basis_code(y.store, s.basis, True)])
    return t


def anbaar14(y):
    t = Tally()
    for p, e, age in started(y):
        t.add(e["event_id"], p.person.id, [y.own], ["0", wide_group(age)])
    return t


def anbaar8(y):
    t = Tally()
    for p, e, age in started(y):
        t.add(e["event_id"], p.person.id, [y.landsdel], ["0", basis_code(y.store, e["basis_code"])], ["IALT", group_of(age)],
              ["0", sex_code(p.person)])
    return t


def anbaar10(y):
    reasons = defaultdict(set)
    for r in y.store.rows("placement_reason"):
        reasons[r["event_id"]].add(r["reason_code"])
    known = y.store.list("udslag")
    t = Tally()
    for p, e, age in started(y):
        if age > 17:
            continue
        at = day(e["effect_on"])
        codes = set(reasons[e["event_id"]])
        for d in p.events:
            if d["event_code"] == "0.2" and day(d["decided_on"]) and day(d["decided_on"]) <= at:
                codes |= reasons[d["event_id"]]
        for code in codes or {"999"}:
            shown = code if known.holds(code, at) else "999"
            t.add((e["event_id"], shown), p.person.id, [y.landsdel], ["0", shown], ["IALT", group_of(age)], ["0", sex_code(p.person)])
    return t


# --- measures ----------------------------------------------------------------------------

class Measure:
    def __init__(self, row, case, person):
        self.id, self.code = row["measure_id"], row["code"]
        self.start, self.end = day(row["started_on"]), day(row["ended_on"])
        self.case, self.person, self.row = case, person, row


def measures(y, kind):
    for row in y.store.rows("measure"):
        case = y.store.case.get(row["case_id"])
        person = y.store.person.get(case.citizen) if case else None
        m = Measure(row, case, person)
        if row["kind"] == kind and m.start and case and person:
            yield m


def ours(case, first, last, own):
    """The stretches of days from first to last in which our municipality acts."""
    marks = [first] + [c[0] for c in case.changes if first < c[0] <= last]
    for i, begin in enumerate(marks):
        end = marks[i + 1] - datetime.timedelta(1) if i + 1 < len(marks) else last
        if begin <= end and case.acting_on(begin) == own:
            yield begin, end


def runs_in(m, first, last, own):
    """Whether the measure runs on some day from first to last on which our municipality acts."""
    begin, end = max(m.start, first), min(m.end or last, last)
    return begin <= end and any(True for _ in ours(m.case, begin, end, own))


def supports(y):
    """Supporting measures (PGF 200-499) of children of 0-22 years at the end of the year: (measure, age)."""
    for m in measures(y, "support"):
        age = m.person.age(y.last)
        kind = y.store.list("pgf").attr(m.code, "kind")
        if age is not None and age <= 22 and kind not in (None, "placement", "other"):
            yield m, max(age, 0)


def totals_of(y, m):
    """The totals a measure is part of: early (5), under SEL or BL (6), under LBU (7)."""
    return [y.store.list("pgf").attr(m.code, "total")]


def running(y):
    for m, age in supports(y):
        if m.start <= y.last and (m.end is None or m.end >= y.last) and m.case.acting_on(y.last) == y.own:
            yield m, age


def bu04a(y):
    t = Tally()
    children = {}
    for m, age in running(y):
        who = m.person
        children[who.id] = (who, age)
        at = (["IALT", group_of(age)], ["TOT", {"D": "M", "P": "K"}.get(who.sex, "9")])
        t.add((who.id, m.code), who.id, [y.landsdel], [m.code], *at)
        t.add(m.id, who.id, [y.landsdel], ["3"], *at)
        t.add(who.id, who.id, [y.landsdel], ["1", "2"], *at)
    for p, s, age in stock(y):
        who = p.person
        t.add(who.id, who.id, [y.landsdel], ["1"], ["IALT", group_of(age)], ["TOT", {"D": "M", "P": "K"}.get(who.sex, "9")])
    return t


def active(y):
    for m, age in supports(y):
        if runs_in(m, y.first, y.last, y.own):
            yield m, age


def isbu01(y):
    t = Tally()
    for m, _ in active(y):
        t.add(m.id, m.person.id, [y.own], ["3", m.code] + totals_of(y, m))
    return t


def isbu02(y):
    t = Tally()
    for m, _ in active(y):
        t.add(m.person.id, m.person.id, [y.own], ["2", m.code] + totals_of(y, m))
    return t


def isbu03(y):
    t = Tally()
    for m, _ in supports(y):
        if y.within(m.start) and m.case.acting_on(m.start) == y.own:
            t.add(m.id, m.person.id, [y.landsdel], ["4", m.code] + totals_of(y, m))
    return t


def isbu04(y):
    t = Tally()
    for m, age in running(y):
        t.add(m.id, m.person.id, [y.landsdel], ["3", m.code] + totals_of(y, m), ["IALT", group_of(age)], ["0", sex_code(m.person)])
    return t


def handicaps(y):
    """Disability measures that run on some day of the year, children of 0-17."""
    for m in measures(y, "disability"):
        age = m.person.age(y.last)
        code = y.store.list("handicapindsats").attr(m.code, "statbank")
        if age is not None and age <= 18 and code and runs_in(m, y.first, y.last, y.own):
            yield m, max(age, 0), code


# --- all of them -------------------------------------------------------------------------

TABLES = {
    "UND1": und1, "UND2": und2, "UND3": und3, "LABY16": laby16,
}
