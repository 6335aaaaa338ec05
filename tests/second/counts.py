"""The tables of published.md, counted record by record. A counter walks the records of the case store once and
notes each thing it counts with where it stands: a dict of dimension -> set of codes the thing is shown under.

Points the rules leave open follow docs/tables.md and are marked `decided:` below:
- notifications: unborn is who is not born on 31 December; over 18 years is 999; one number in force is one child; what
  was registered on the mother's number before the birth stays there (setting born), and is an unborn child of its own
- the stock: what ends on 31 December is out; the newest of several open placements; a decision (0.2) changes the basis,
  unless an appeal suspended it or it was not put into effect; a child not born, or without a birth date, has no age (999)
- started: events 0 and 7 of a child that was not placed; not 7.2 and 7.5; the reasons of the decision put into effect
- regions and the country are the municipality's own share; codes that did not hold in the year are not stated
- measures: the part in which our municipality acts, as a record of its own; ended on 31 December is still there
- BU04A: a child once in each code, and 3 their sum; 0-22 (HANDBU, ANBAAR10: 0-17) by the age on 31 December"""
import datetime
from collections import defaultdict

from store import day


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
        self.ages = ages if callable(ages) else lambda cell: ages

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

    def within(self, at):
        return at is not None and self.first <= at <= self.last


# --- notifications -----------------------------------------------------------------------

def unborn_on(person, at):
    return person.unborn or (person.birth is not None and person.birth > at)


def on_mother(y, person, at):
    """An unborn child is stored on the expectant mother's number. decided: what came before the birth stays there, or, with
    the setting born = child, goes to the child's own number once there is one; without a mother it never was there."""
    if not unborn_on(person, at) or not person.has_mother():
        return False
    return person.unborn or y.store.born != "child" or not person.has_number()


def notified(y):
    """Notifications of the year about children: (row, person, age code, sex code). The age is that of the last day of the
    year. decided: a child that is born after that day is unborn, and what is on the mother's number is about an unborn
    one; over 18 years is age not stated."""
    for n in y.store.rows("notification"):
        at = day(n["received_at"])
        if not y.within(at):
            continue
        person = y.store.person.get(n["citizen_id"])
        if person is None:
            yield n, None, "999", "9"
        elif unborn_on(person, y.last) or on_mother(y, person, at):
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
        # decided: on the mother's number it is another child than on its own
        apart = person is not None and on_mother(y, person, day(n["received_at"]))
        times[child_of(n, person), apart].append((age, sex, n["citizen_id"]))
    for child, seen in times.items():
        age, sex, citizen = seen[-1]
        t.add(child, citizen, [y.own], ["0", str(min(len(seen), 6))], ["00", age], ["0", sex])
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

START, CHANGE, END = ("0", "7", "7.2", "7.5"), ("1", "1.1", "2"), ("5", "5.5")


class Placement:
    """Events of one placement_id are one course. It is a row of spells: each begins with an event that puts the child in a
    place (0, 7, 7.2, 7.5) and ends with the next 5 or 5.5."""

    def __init__(self, key, events, store):
        self.key, self.store = key, store
        self.case = store.case.get(events[0]["case_id"])
        self.person = store.person.get(self.case.citizen) if self.case else None
        # 0.2 and 6 take effect when they were decided; all else on the day of effect
        dated = [(day(e["effect_on"]) or (e["event_code"] == "0.2" and day(e["decided_on"])), e) for e in events]
        self.events = in_order([(at, e) for at, e in dated if at])

    def on(self, last):
        """(first day of the present place or basis, place, basis) at the end of a day, or None."""
        start = place = basis = decided = since = None
        refused = {}  # decided: what took effect was executed, whatever the decision's flag says
        for at, e in self.events:
            if at > last:
                break
            if e["event_code"] in END:
                start = place = decided = None
            elif e["event_code"] == "0.2":
                if self.took_effect(e):
                    if start and e["basis_code"] and e["basis_code"] != basis:
                        since = at
                    basis = e["basis_code"] or basis
                else:
                    refused[e["decision_id"]] = e["basis_code"]
                decided = e["place_type"]
            elif e["event_code"] in START or start and e["event_code"] in CHANGE:
                start, since = start or at, at
                place = e["place_type"] or place or decided
                basis = e["basis_code"] or refused.get(e["decision_id"]) or basis
        return (since, place, basis) if start else None

    def took_effect(self, e):
        """decided: a decision that was suspended or not executed changes nothing."""
        d = self.store.decision.get(e["decision_id"])
        return d is None or (d["suspended"] != 1 and d["executed"] != 0)

    def put_into_effect(self):
        """(day, event): 0 and 7 of a child that was not placed already."""
        inside = False
        for at, e in self.events:
            if e["event_code"] in ("0", "7") and not inside:
                yield at, e
            inside = (inside or e["event_code"] in START) and e["event_code"] not in END


def in_order(dated):
    """Of one day: decisions first; then, of a child that was placed before, ends and what begins again; of one that was
    not, what begins and then ends."""
    out, inside = [], False
    for at in sorted(set(at for at, _ in dated)):
        today = sorted((e for when, e in dated if when == at), key=lambda e: e["event_id"])
        ends = [e for e in today if e["event_code"] in END]
        decisions = [e for e in today if e["event_code"] == "0.2"]
        other = [e for e in today if e not in ends and e not in decisions]
        for e in decisions + (ends + other if inside else other + ends):
            out.append((at, e))
            inside = (inside or e["event_code"] in START) and e["event_code"] not in END
    return out


def placements(store):
    events = defaultdict(list)
    for e in store.rows("placement_event"):
        if e["placement_id"]:
            events[e["placement_id"]].append(e)
    for key, rows in sorted(events.items()):
        p = Placement(key, rows, store)
        if p.person:
            yield p


def age_at_end(y, person):
    """decided: a child that is not born on 31 December, or of whom no birth date is known, has no age (999)."""
    if person.unborn or person.birth is None or person.birth > y.last:
        return None
    return person.age(y.last)


def stock(y):
    """Children placed at the end of 31 December, 0-22 years, each once: (person, place, basis, age). decided: what ends on
    31 December is not there; of several open placements the one whose present place or basis began last counts."""
    newest = {}
    for p in placements(y.store):
        now = p.on(y.last)
        age = age_at_end(y, p.person)
        if not now or p.case.acting_on(y.last) != y.own or (age or 0) > 22:
            continue
        other = newest.get(identity(p.person))
        if other is None or (now[0], p.key) > other[0]:
            newest[identity(p.person)] = ((now[0], p.key), p.person, now[1], now[2], age)
    return [newest[k][1:] for k in sorted(newest)]


def started(y):
    """Placements put into effect in the year, 0-22 years: (placement, event, age). decided: event 0, and 7 (a stay begun
    again); not 7.2 and 7.5, where the child was placed already."""
    for p in placements(y.store):
        for at, e in p.put_into_effect():
            age = age_at_end(y, p.person)
            if y.within(at) and p.case.acting_on(at) == y.own and (age or 0) <= 22:
                yield p, e, age


def identity(person):
    return person.pnr or person.id


def basis_code(y, basis, municipal=False):
    """decided: a basis the published list did not have in the year is not stated."""
    code = y.store.list("grundlag").attr(basis, "statbank_municipality" if municipal else "statbank")
    whole = y.store.list("grundlag").attr(basis, "statbank")
    return code if whole in y.store.list("statbank_grundlag").codes(y.first, y.last) else "99"


def place_code(y, place):
    return y.store.list("ansted").attr(place, "statbank") or "99"


def year_code(age):
    return "999" if age is None else str(age)


def group_code(age):
    if age is None:
        return "999"
    if age <= 5:
        return "0005"
    if age <= 11:
        return "0611"
    return "1217" if age <= 17 else "1800"


def wide_code(age):
    if age is None:
        return "999"
    return "9917" if age <= 17 else "1822"


def sex_code(person):
    return person.sex or "9"


def mk_code(person):
    return {"D": "M", "P": "K"}.get(person.sex, "9")


def anbaar2(y):
    t = Tally()
    for who, _, basis, age in stock(y):
        t.add(identity(who), who.id, ["0", basis_code(y, basis)], ["IALT", year_code(age)], ["0", sex_code(who)])
    return t


def anbaar15(y):
    t = Tally()
    for who, place, _, age in stock(y):
        t.add(identity(who), who.id, ["0", place_code(y, place)], ["IALT", year_code(age)], ["0", sex_code(who)])
    return t


def anbaar9(y):
    t = Tally()
    for who, _, _, age in stock(y):
        t.add(identity(who), who.id, [y.own], ["0", wide_code(age)])
    return t


def anbaar12(y):
    t = Tally()
    for who, place, _, _ in stock(y):
        t.add(identity(who), who.id, [y.own], ["0", place_code(y, place)])
    return t


def anbaar13(y):
    t = Tally()
    for who, _, basis, _ in stock(y):
        t.add(identity(who), who.id, [y.own], ["0", basis_code(y, basis, True)])
    return t


def anbaar14(y):
    t = Tally()
    for p, e, age in started(y):
        t.add(e["event_id"], p.person.id, [y.own], ["0", wide_code(age)])
    return t


def anbaar8(y):
    """decided: the basis is the one it was put into effect on, or was decided on."""
    t = Tally()
    for p, e, age in started(y):
        decision = decision_of(p, e)
        basis = e["basis_code"] or (decision["basis_code"] if decision else None)
        t.add(e["event_id"], p.person.id, [y.own], ["0", basis_code(y, basis)], ["IALT", group_code(age)],
              ["0", sex_code(p.person)])
    return t


def decision_of(p, event):
    """The decision that was put into effect: one the event names, else one since the placement ended before. Of several the
    last not after it, else (days can be wrong) the first after it."""
    named, before, after, seen = [], [], [], False
    for _, e in p.events:
        if e is event:
            seen = True
        elif e["event_code"] in END and not seen:
            before = []
        elif e["event_code"] == "0.2":
            (after if seen else before).append(e)
            if e["decision_id"] and e["decision_id"] == event["decision_id"]:
                named.append((seen, e))
    if named:
        earlier = [e for late, e in named if not late]
        return earlier[-1] if earlier else named[0][1]
    return before[-1] if before else after[0] if after else None


def anbaar10(y):
    """decided: the reasons told at the decision or when it took effect; only children of 0-17 on 31 December, or of unknown age;
    there is no total."""
    reasons = defaultdict(set)
    for r in y.store.rows("placement_reason"):
        reasons[r["event_id"]].add(r["reason_code"])
    known = y.store.list("udslag").codes()
    t = Tally()
    for p, e, age in started(y):
        if (age or 0) > 17:
            continue
        decision = decision_of(p, e)
        codes = reasons[e["event_id"]] | (reasons[decision["event_id"]] if decision else set())
        for code in set(c if c in known else "999" for c in codes or {"999"}):
            t.add((e["event_id"], code), p.person.id, [y.own], [code], ["IALT", group_code(age)], ["0", sex_code(p.person)])
    return t


# --- measures ----------------------------------------------------------------------------

class Part:
    """The part of a measure in which our municipality acts. last is None while it runs."""

    def __init__(self, measure, number, first, last):
        self.id = (measure["measure_id"], number)
        self.code, self.first, self.last = measure["code"], first, last

    def touches(self, first, last):
        return self.first <= last and (self.last is None or self.last >= first)


def parts(y, kind):
    """(part, person, age) of measures of a kind, as they are reported: each part of it for itself."""
    one, found = datetime.timedelta(1), []
    for row in y.store.rows("measure"):
        case = y.store.case.get(row["case_id"])
        person = y.store.person.get(case.citizen) if case else None
        start, end = day(row["started_on"]), day(row["ended_on"])
        if row["kind"] != kind or not start or not person or (row["ended_on"] and (not end or end < start)):
            continue
        marks = [start] + sorted(set(c[0] for c in case.changes if c[0] > start and (end is None or c[0] <= end)))
        open_part, number = None, 0
        for i, first in enumerate(marks):
            last = marks[i + 1] - one if i + 1 < len(marks) else end
            if case.acting_on(first) != y.own:
                open_part = None
            elif open_part:
                open_part.last = last
            else:
                number += 1
                open_part = Part(row, number, first, last)
                found.append((open_part, person, age_at_end(y, person), start))
    return found


def supports(y):
    """Supporting measures whose code held on the day the measure began, of children of 0-22 on 31 December."""
    pgf = y.store.list("pgf")
    for part, person, age, start in parts(y, "support"):
        if (age or 0) <= 22 and pgf.attr(part.code, "l201") == "1" and pgf.holds(part.code, start):
            yield part, person, age


def total_of(y, part):
    """early (5), under SEL or BL (6), under LBU (7)"""
    return y.store.list("pgf").attr(part.code, "total")


def shown(y, part):
    """The code itself, if the list still has it in the year."""
    return [part.code] if part.code in y.store.list("pgf").codes(y.first, y.last) else []


def supported(y):
    for part, person, age in supports(y):
        if part.touches(y.last, y.last):
            yield part, person, age


def bu04a(y):
    """decided: 3 is the sum of the codes, in each of which a child counts once."""
    t = Tally()
    for part, who, age in supported(y):
        at = (["IALT", group_code(age)], ["TOT", mk_code(who)])
        t.add((identity(who), part.code), who.id, [y.own], ["3"] + shown(y, part), *at)
        t.add(identity(who), who.id, [y.own], ["1", "2"], *at)
    for who, _, _, age in stock(y):
        t.add(identity(who), who.id, [y.own], ["1"], ["IALT", group_code(age)], ["TOT", mk_code(who)])
    return t


def bu43(y):
    t = Share(y, lambda cell: {"TOT22": "0-22", "9917": "0-17", "1822": "18-22"}[cell[2]])
    for _, who, age in supported(y):
        t.add(identity(who), who.id, [y.own], ["IALT", "FORB"], ["TOT22", wide_code(age)])
    for who, _, _, age in stock(y):
        t.add(identity(who), who.id, [y.own], ["IALT", "ANBR"], ["TOT22", wide_code(age)])
    t.cells = defaultdict(set, ((c, v) for c, v in t.cells.items() if c[2] != "999"))
    return t


def isbu01(y):
    t = Tally()
    for part, who, _ in supports(y):
        if part.touches(y.first, y.last):
            t.add(part.id, who.id, [y.own], ["3", total_of(y, part)] + shown(y, part))
    return t


def isbu02(y):
    t = Tally()
    for part, who, _ in supports(y):
        if part.touches(y.first, y.last):
            t.add(identity(who), who.id, [y.own], ["2", total_of(y, part)] + shown(y, part))
    return t


def isbu03(y):
    """decided: a part taken over from another municipality starts on the day ours takes over."""
    t = Tally()
    for part, who, _ in supports(y):
        if y.within(part.first):
            t.add(part.id, who.id, [y.own], ["4", total_of(y, part)])
    return t


def isbu04(y):
    t = Tally()
    for part, who, age in supported(y):
        t.add(part.id, who.id, [y.own], ["3", total_of(y, part)], ["IALT", group_code(age)], ["0", sex_code(who)])
    return t


COLLECTED = datetime.date(2022, 1, 1)  # disability measures: the first year


def handicaps(y):
    """Disability measures that run in the year, of children of 0-17 on 31 December."""
    codes = y.store.list("handicapindsats")
    for part, who, age, start in parts(y, "disability"):
        # decided: the codes the collection began with hold for what began before it
        if part.touches(y.first, y.last) and (age or 0) <= 17 and codes.holds(part.code, max(start, COLLECTED)):
            yield part, who, age, codes.attr(part.code, "statbank")


def handbu01(y):
    t = Tally()
    for part, who, _, code in handicaps(y):
        t.add(part.id, who.id, [y.own], ["100", code], ["0", sex_code(who)])
        t.add(identity(who), who.id, [y.own], ["110"], ["0", sex_code(who)])
    return t


def handbu02(y):
    t = Tally()
    for part, who, age, code in handicaps(y):
        t.add(part.id, who.id, [y.own], ["100", code], ["IALT", group_code(age)])
        t.add(identity(who), who.id, [y.own], ["110"], ["IALT", group_code(age)])
    return t


# --- all of them -------------------------------------------------------------------------

TABLES = {
    "UND1": und1, "UND2": und2, "UND3": und3, "LABY16": laby16,
    "ANBAAR2": anbaar2, "ANBAAR15": anbaar15, "ANBAAR9": anbaar9, "ANBAAR12": anbaar12, "ANBAAR13": anbaar13,
    "ANBAAR14": anbaar14, "ANBAAR8": anbaar8, "ANBAAR10": anbaar10,
    "BU04A": bu04a, "BU43": bu43, "ISBU01": isbu01, "ISBU02": isbu02, "ISBU03": isbu03, "ISBU04": isbu04,
    "HANDBU01": handbu01, "HANDBU02": handbu02,
}


# --- the codes of each dimension, so that a table can be seen to be whole -----------------

def with_total(total, codes):
    return [total] + list(codes)


def years_of(first, last):
    return [str(n) for n in range(first, last + 1)]


def measure_codes(y):
    """Codes of supporting measures in PGF that held in the year."""
    pgf = y.store.list("pgf")
    return [c for c in pgf.codes(y.first, y.last) if pgf.attr(c, "l201") == "1"]


def bases(y):
    return [c for c in y.store.list("statbank_grundlag").codes(y.first, y.last) if c != "200"]


def dims(y):
    def of(name):
        return y.store.list(name).codes(y.first, y.last)

    own = [y.own]
    notified_age = ["00", "U0", "999"] + years_of(0, 18)
    notified_sex = ["0", "D", "P", "9", "U"]
    single = ["IALT", "999"] + years_of(0, 22)
    wide = ["0", "9917", "1822", "999"]
    young = ["IALT", "0005", "0611", "1217", "999"]
    group = young + ["1800"]
    sex = ["0", "D", "P", "9"]
    # decided: 8, from 2024, has its row in earlier years too
    kinds = ["1", "2", "3", "4", "5", "6", "7", "8"]
    return {
        "UND1": [own, with_total("0", of("underretter")), notified_age, notified_sex],
        "UND2": [own, years_of(0, 6), notified_age, notified_sex],
        "UND3": [own, with_total("0", of("aarsag_underretning")), with_total("0", of("underretter")), notified_age, notified_sex],
        "LABY16": [own],
        "ANBAAR2": [with_total("0", bases(y)), single, sex],
        "ANBAAR15": [with_total("0", of("statbank_ansted")), single, sex],
        "ANBAAR9": [own, wide],
        "ANBAAR12": [own, with_total("0", of("statbank_ansted"))],
        "ANBAAR13": [own, ["0", "101", "102", "200", "99"]],
        "ANBAAR14": [own, wide],
        "ANBAAR8": [own, with_total("0", bases(y)), group, sex],
        "ANBAAR10": [own, of("udslag"), young, sex],
        "BU04A": [own, ["1", "2", "3"] + measure_codes(y), group, ["TOT", "M", "K", "9"]],
        "BU43": [own, ["IALT", "FORB", "ANBR"], ["TOT22", "9917", "1822"]],
        "ISBU01": [own, ["3", "5", "6", "7"] + measure_codes(y)],
        "ISBU02": [own, ["2", "5", "6", "7"] + measure_codes(y)],
        "ISBU03": [own, ["4", "5", "6", "7"]],
        "ISBU04": [own, ["3", "5", "6", "7"], group, sex],
        "HANDBU01": [own, ["100", "110"] + kinds, sex],
        "HANDBU02": [own, ["100", "110"] + kinds, young],
    }
