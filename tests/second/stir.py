"""Stirs a case store: stir.py STORE SEED. A synthetic municipality is orderly; this makes what people make of it: ends on
31 December, placements begun again, decisions in the middle, changes of the acting municipality, wrong and retired codes,
deleted rows, children of 23, unborn ones, numbers that are missing. The same seed gives the same store."""
import datetime
import random
import sqlite3
import sys

from store import birth_of

YEARS = (2023, 2024, 2025)
KINDS = []


def kind(f):
    KINDS.append(f)
    return f


def some(db, rng, sql, share):
    """A share of the rows of a question, at least one."""
    rows = [tuple(r) for r in db.execute(sql)]
    return rng.sample(rows, min(len(rows), max(1, int(len(rows) * share)))) if rows else []


def a_day(rng):
    return rng.choice(["%d-12-31", "%d-01-01", "%d-12-30", "%d-01-02", "%d-06-15"]) % rng.choice(YEARS)


@kind
def deleted(db, rng):
    for table, key in (("notification", "notification_id"), ("measure", "measure_id"), ("placement_event", "event_id"),
                       ("case_file", "case_id"), ("citizen", "citizen_id"), ("notification_reason", "rowid_"), ):
        if key == "rowid_":
            for n, r in some(db, rng, "SELECT notification_id, reason_code FROM notification_reason ORDER BY 1, 2", 0.02):
                db.execute("UPDATE notification_reason SET deleted_at = '2026-10-01T08:00:00' WHERE notification_id = ? AND reason_code = ?",
                           (n, r))
            continue
        for (k,) in some(db, rng, "SELECT %s FROM %s ORDER BY 1" % (key, table), 0.01):
            db.execute("UPDATE %s SET deleted_at = '2026-10-01T08:00:00' WHERE %s = ?" % (table, key), (k,))


@kind
def measure_days(db, rng):
    for (k,) in some(db, rng, "SELECT measure_id FROM measure ORDER BY 1", 0.15):
        db.execute("UPDATE measure SET ended_on = ? WHERE measure_id = ? AND started_on <= ?", (lambda d: (d, k, d))(a_day(rng)))
    for (k,) in some(db, rng, "SELECT measure_id FROM measure ORDER BY 1", 0.05):
        d = rng.choice([a_day(rng), a_day(rng), "2021-12-31", "2020-06-30", "2013-05-05"])
        db.execute("UPDATE measure SET started_on = ?, ended_on = ? WHERE measure_id = ?", (d, rng.choice([d, "2025-12-31", None]), k))


@kind
def measure_codes(db, rng):
    for (k,) in some(db, rng, "SELECT measure_id FROM measure ORDER BY 1", 0.08):
        db.execute("UPDATE measure SET code = ? WHERE measure_id = ?",
                   (rng.choice(["499", "498", "257", "463", "110", "XYZ", "400", "407", "452", "274", "005", "008"]), k))


@kind
def acting(db, rng):
    for k, opened in some(db, rng, "SELECT case_id, opened_on FROM case_file WHERE opened_on < '2025-06-01' AND case_id NOT IN"
                          " (SELECT case_id FROM municipality_change) ORDER BY 1", 0.12):
        days = sorted(set(d for d in (a_day(rng), a_day(rng)) if d > opened))
        codes = ["461", "492"] if rng.random() < 0.5 else ["492", "461", "492"]
        at = codes[0]
        for i, d in enumerate(days[:len(codes) - 1]):
            db.execute("INSERT INTO municipality_change (case_id, role, from_code, to_code, changed_on, changed_at) VALUES (?, 'acting', ?, ?,"
                       " ?, '2026-10-01T08:00:00')", (k, codes[i], codes[i + 1], d))
            at = codes[i + 1]
        if days:
            db.execute("UPDATE case_file SET acting_municipality = ? WHERE case_id = ?", (at, k))


@kind
def placement_days(db, rng):
    for (k,) in some(db, rng, "SELECT event_id FROM placement_event WHERE event_code IN ('5', '5.5') ORDER BY 1", 0.3):
        db.execute("UPDATE placement_event SET effect_on = ? WHERE event_id = ?", (a_day(rng), k))
    for (k,) in some(db, rng, "SELECT event_id FROM placement_event WHERE event_code = '0' ORDER BY 1", 0.1):
        db.execute("UPDATE placement_event SET effect_on = ? WHERE event_id = ?", (a_day(rng), k))


@kind
def placement_codes(db, rng):
    for (k,) in some(db, rng, "SELECT event_id FROM placement_event WHERE place_type IS NOT NULL ORDER BY 1", 0.1):
        db.execute("UPDATE placement_event SET place_type = ?, basis_code = ? WHERE event_id = ?",
                   (rng.choice(["98", "99", "02", "15", "22", "30", "13", "04", None]), rng.choice(["7", "8", "12", "14", "15", "99", None]), k))


@kind
def placement_more(db, rng):
    """A decision in the middle; a stay begun again after its end; a placement taken over; one too many."""
    rows = some(db, rng, "SELECT placement_id, case_id, event_id FROM placement_event WHERE event_code = '0' ORDER BY 1", 0.25)
    for n, (p, c, e) in enumerate(rows):
        code = rng.choice(["0.2", "7", "7.2", "2", "1.1", "5", "3", "6", "0"])
        d = a_day(rng)
        db.execute("INSERT INTO placement_event (event_id, placement_id, case_id, event_code, decided_on, effect_on, basis_code, place_type,"
                   " changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '2026-10-01T08:00:00')",
                   ("Z%04d" % n, p if rng.random() < 0.7 and code != "0" else "ZZ%04d" % n, c, code, d, None if code in ("0.2", "6") else d,
                    rng.choice(["1", "2", "10", "15"]) if code not in ("5", "3", "6") else None,
                    rng.choice(["09", "12", "21"]) if code in ("7", "7.2", "2", "1.1", "0") else None))
        if rng.random() < 0.4:
            db.execute("INSERT INTO placement_reason (event_id, reason_code, changed_at) VALUES (?, ?, '2026-10-01T08:00:00')",
                       ("Z%04d" % n, rng.choice(["UDSLAG1", "UDSLAG18", "999", "UDSLAG99"])))


@kind
def decisions(db, rng):
    """Decisions that were appealed and suspended, or never put into effect; decisions in the middle that were."""
    for (k,) in some(db, rng, "SELECT decision_id FROM decision ORDER BY 1", 0.1):
        db.execute("UPDATE decision SET suspended = ?, executed = ? WHERE decision_id = ?", rng.choice([(1, 0), (0, 0), (1, 1)]) + (k,))
    for n, (p, c, d) in enumerate(some(db, rng, "SELECT placement_id, e.case_id, max(d.decision_id) FROM placement_event AS e JOIN decision AS d"
                                       " USING (case_id) WHERE event_code = '0' GROUP BY 1, 2 ORDER BY 1", 0.3)):
        db.execute("INSERT INTO placement_event (event_id, placement_id, case_id, event_code, decision_id, decided_on, basis_code, changed_at)"
                   " VALUES (?, ?, ?, '0.2', ?, ?, ?, '2026-10-01T08:00:00')",
                   ("Y%04d" % n, p, c, d, a_day(rng), rng.choice(["1", "2", "3", "10"])))


@kind
def notifications(db, rng):
    for (k,) in some(db, rng, "SELECT notification_id FROM notification ORDER BY 1", 0.08):
        db.execute("UPDATE notification SET received_at = ?, notifier_code = ? WHERE notification_id = ?",
                   (a_day(rng) + rng.choice(["T00:00:00", "T23:59:59", "T12:00:00"]), rng.choice(["7", "12", "13", "99", "X", "1"]), k))
    for (k,) in some(db, rng, "SELECT citizen_id FROM citizen ORDER BY 1", 0.01):
        for n in range(rng.randint(1, 9)):
            db.execute("INSERT INTO notification (notification_id, citizen_id, received_at, notifier_code, anonymous, professional, changed_at)"
                       " VALUES (?, ?, ?, '2', 0, 1, '2026-10-01T08:00:00')", ("Z%s-%d" % (k, n), k, a_day(rng) + "T10:00:00"))


@kind
def persons(db, rng):
    for (k,) in some(db, rng, "SELECT citizen_id FROM citizen ORDER BY 1", 0.02):
        db.execute("UPDATE citizen SET pnr = NULL, sex = ?, birth_date = ? WHERE citizen_id = ?",
                   (rng.choice(["M", "K", None]),
                    rng.choice([None, "2002-12-31", "2003-01-02", "2008-02-29", "2007-12-31", "2006-12-31", "2000-06-06"]), k))
    for (k,) in some(db, rng, "SELECT citizen_id FROM citizen ORDER BY 1", 0.01):
        db.execute("UPDATE citizen SET pnr = NULL, sex = NULL, birth_date = NULL, unborn = 1, due_date = '2027-01-05' WHERE citizen_id = ?", (k,))
    for (k,) in some(db, rng, "SELECT citizen_id FROM citizen ORDER BY 1", 0.01):
        db.execute("UPDATE citizen SET pnr = NULL, birth_date = ? WHERE citizen_id = ?", (a_day(rng), k))


@kind
def before_birth(db, rng):
    """Notified about before the birth, and some after it too; with and without a mother, and a number of their own."""
    rows = [(k, birth_of(p)) for k, p in some(db, rng, "SELECT citizen_id, pnr FROM citizen WHERE pnr IS NOT NULL ORDER BY 1", 1)]
    young = sorted(k for k in rows if k[1] and k[1].year in YEARS)
    for k, birth in rng.sample(young, min(len(young), 12)):
        for days in rng.sample((-200, -40, -1, 0, 30), rng.randint(1, 4)):
            at = (birth + datetime.timedelta(days=days)).isoformat() + "T10:00:00"
            db.execute("INSERT INTO notification (notification_id, citizen_id, received_at, notifier_code, anonymous, professional, changed_at)"
                       " VALUES (?, ?, ?, '5', 0, 1, '2026-10-01T08:00:00')", ("Y%s%d" % (k, days), k, at))
        db.execute("UPDATE citizen SET mother_pnr = ?, birth_date = ?, changed_at = '2026-10-01T08:00:00' WHERE citizen_id = ?",
                   (rng.choice(["0202820002", "0303851010", "0000000000", None]), birth.isoformat(), k))
        if rng.random() < 0.3:
            db.execute("UPDATE citizen SET pnr = NULL, sex = 'K', foreign_no = ? WHERE citizen_id = ?", (rng.choice([None, "DE 77"]), k))


def main(path, seed):
    rng = random.Random(int(seed))
    db = sqlite3.connect(path)
    for f in KINDS:
        f(db, rng)
    db.commit()


if __name__ == "__main__":
    main(*sys.argv[1:])
