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

    def children(self, cell):
        return sorted(set(str(self.child[t]) for t in self.cells.get(cell, ())))


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

def unborn_when(person, at):
    return person is not None and (person.unborn or (person.birth is not None and person.birth > at))


def notified(y):
    """Notifications of the year about children: (row, person, age code, sex code). The age is that of the last day of the
    year; a child that was not born when it was notified about stands as unborn."""
    for n in y.store.rows("notification"):
        at = day(n["received_at"])
        if not y.within(at):
            continue
        person = y.store.person.get(n["citizen_id"])
        if person is None:
            yield n, None, "999", "9"
        elif unborn_when(person, at):
            yield n, person, "U0", "U"
        elif person.birth is None:
            yield n, person, "999", person.sex or "9"
        else:
            age = person.age(y.last)
            if age <= 18:
                yield n, person, str(age), person.sex or "9"


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
        times[n["citizen_id"]].append((age, sex))
    for child, seen in times.items():
        age, sex = seen[-1]
        t.add(child, child, [y.own], ["0", str(min(len(seen), 6))], ["00", age], ["0", sex])
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
