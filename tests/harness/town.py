"""A small municipality whose case store changes every day in every way that matters to a return."""
import datetime
import random
import sqlite3

WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2)


def number(rng):
    """A personal number that is nobody's: it fails modulus 11 and is not of 1 January."""
    while True:
        born = datetime.date(2009, 1, 2) + datetime.timedelta(days=rng.randrange(6000))
        if (born.day, born.month) == (1, 1):
            continue
        digits = born.strftime('%d%m%y') + str(rng.choice((4, 5, 6, 7, 8, 9))) + '%03d' % rng.randrange(1000)
        total = sum(int(a) * b for a, b in zip(digits, WEIGHTS)) + int(digits[9])
        if total % 11:
            return digits


class Town:
    def __init__(self, path, seed):
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.rng = random.Random(seed)
        self.fresh = 0
        self.done, self.lost = {}, []

    # ---- chance ----

    def rows(self, table, where='1'):
        order = {'relation': 'citizen_id, adult_pnr, kind'}.get(table, '1')
        return self.db.execute('SELECT * FROM %s WHERE %s ORDER BY %s' % (table, where, order)).fetchall()

    def some(self, table, where='1'):
        found = self.rows(table, where)
        return self.rng.choice(found) if found else None

    def day_back(self, most):
        return (self.today - datetime.timedelta(days=self.rng.randrange(most))).isoformat()

    def now(self):
        self.clock += datetime.timedelta(seconds=self.rng.randrange(1, 600))
        at = self.clock
        if self.rng.randrange(8) == 0:  # stored late, within the overlap
            at -= datetime.timedelta(minutes=self.rng.randrange(100))
        return at.strftime('%Y-%m-%dT%H:%M:%S')

    # ---- writing ----

    def set(self, table, key, **values):
        values['changed_at'] = self.now()
        names = list(values)
        self.db.execute('UPDATE %s SET %s WHERE %s' % (
            table, ', '.join(n + ' = ?' for n in names), ' AND '.join(k + ' = ?' for k in key)),
            [values[n] for n in names] + list(key.values()))

    def copy(self, table, row, **values):
        new = dict(row)
        new.update(values)
        new['changed_at'] = self.now()
        names = list(new)
        self.db.execute('INSERT OR IGNORE INTO %s (%s) VALUES (%s)' % (
            table, ', '.join(names), ', '.join('?' * len(names))), [new[n] for n in names])

    def id(self, letter):
        self.fresh += 1
        return '%s%07d-%03d' % (letter, 9000000 + self.fresh // 1000, self.fresh % 1000)

    # ---- what happens ----

    def measure_begins(self):
        m = self.some('measure', 'deleted_at IS NULL')
        began = self.day_back(500)
        self.copy('measure', m, measure_id=self.id('I'), started_on=began, origin_measure_id=None,
                  ended_on=None if self.rng.randrange(3) else max(began, self.day_back(60)))

    def measure_edited(self):
        m = self.some('measure')
        other = self.some('measure', "kind = '%s'" % m['kind'])
        change = self.rng.choice((
            {'ended_on': self.day_back(90)}, {'ended_on': None}, {'started_on': self.day_back(700)},
            {'code': other['code']}, {'caseworker_id': other['caseworker_id']},
            {'case_id': other['case_id']}, {'kind': other['kind']}))
        self.set('measure', {'measure_id': m['measure_id']}, **change)

    def measure_spoiled(self):
        m = self.some('measure')
        self.set('measure', {'measure_id': m['measure_id']},
                 **self.rng.choice(({'code': 'xyz'}, {'started_on': '2026-02-31'}, {'case_id': 'nowhere'})))

    def measure_mended(self):
        m = self.some('measure', "code = 'xyz' OR started_on = '2026-02-31' OR case_id = 'nowhere'")
        good = self.some('measure', "code <> 'xyz' AND case_id <> 'nowhere'")
        if m:
            self.set('measure', {'measure_id': m['measure_id']}, code=good['code'], kind=good['kind'],
                     started_on=self.day_back(400), case_id=good['case_id'], ended_on=None)

    def deleted(self):
        table = self.rng.choice(('measure', 'notification', 'placement_event'))
        row = self.some(table, 'deleted_at IS NULL')
        if row:
            self.set(table, {row.keys()[0]: row[0]}, deleted_at=self.clock.strftime('%Y-%m-%dT%H:%M:%S'))

    def restored(self):
        table = self.rng.choice(('measure', 'notification', 'placement_event', 'citizen', 'case_file'))
        row = self.some(table, 'deleted_at IS NOT NULL')
        if row:
            self.set(table, {row.keys()[0]: row[0]}, deleted_at=None)

    def gone(self):
        """Removed outright, with what hangs on it; once in a while it comes back as it was."""
        table = self.rng.choice(('measure', 'notification', 'placement_event'))
        row = self.some(table)
        if row:
            self.db.execute('DELETE FROM %s WHERE %s = ?' % (table, row.keys()[0]), (row[0],))
            self.lost.append((table, dict(row)))

    def came_back(self):
        if self.lost:
            table, row = self.lost.pop(self.rng.randrange(len(self.lost)))
            self.copy(table, row)

    def new_number(self):
        c = self.some('citizen', 'pnr IS NOT NULL')
        self.set('citizen', {'citizen_id': c['citizen_id']}, pnr=number(self.rng))

    def number_lost(self):
        c = self.some('citizen', 'pnr IS NOT NULL')
        self.set('citizen', {'citizen_id': c['citizen_id']}, pnr=None,
                 foreign_no='UDL-%d' % self.rng.randrange(10 ** 6) if self.rng.randrange(2) else None)

    def number_found(self):
        c = self.some('citizen', 'pnr IS NULL')
        if c:
            self.set('citizen', {'citizen_id': c['citizen_id']}, pnr=number(self.rng))

    def merged(self):
        """Two citizens were one: what hung on the one hangs on the other."""
        one, other = self.some('citizen', 'deleted_at IS NULL'), self.some('citizen', 'deleted_at IS NULL')
        if one['citizen_id'] == other['citizen_id']:
            return
        for table in ('case_file', 'notification'):
            for row in self.rows(table, "citizen_id = '%s'" % one['citizen_id']):
                self.set(table, {row.keys()[0]: row[0]}, citizen_id=other['citizen_id'])
        self.set('citizen', {'citizen_id': one['citizen_id']},
                 deleted_at=self.clock.strftime('%Y-%m-%dT%H:%M:%S'))

    def acting_changes(self):
        c = self.some('case_file', 'deleted_at IS NULL')
        here = c['acting_municipality'] == '492'
        to, day = ('430' if here else '492'), self.day_back(60)
        self.set('case_file', {'case_id': c['case_id']}, acting_municipality=to)
        self.copy('municipality_change', {'deleted_at': None}, case_id=c['case_id'], role='acting',
                  from_code=c['acting_municipality'], to_code=to, changed_on=day)

    def notified(self):
        n = self.some('notification', 'deleted_at IS NULL')
        if not n:
            return
        new = self.id('U')
        self.copy('notification', n, notification_id=new, received_at=self.day_back(200) + 'T10:00:00',
                  closed_on=None, outcome=None)
        reason = self.some('notification_reason')
        if reason:
            self.copy('notification_reason', reason, notification_id=new)

    def notification_edited(self):
        n, other = self.some('notification'), self.some('notification')
        if not n:
            return
        self.set('notification', {'notification_id': n['notification_id']}, **self.rng.choice((
            {'notifier_code': other['notifier_code']}, {'received_at': self.day_back(300) + 'T12:00:00'},
            {'anonymous': 1 - (n['anonymous'] or 0)}, {'outcome': other['outcome'], 'closed_on': self.day_back(20)},
            {'citizen_id': other['citizen_id'], 'case_id': other['case_id']})))

    def reasons_edited(self):
        r, other = self.some('notification_reason'), self.some('notification_reason')
        if not r:
            return
        if self.rng.randrange(2):
            self.copy('notification_reason', r, reason_code=other['reason_code'])
        else:
            self.set('notification_reason', {'notification_id': r['notification_id'], 'reason_code': r['reason_code']},
                     deleted_at=None if r['deleted_at'] else self.clock.strftime('%Y-%m-%dT%H:%M:%S'))

    def placed(self):
        p = self.some('placement_event', 'deleted_at IS NULL')
        if p:
            self.copy('placement_event', p, event_id=self.id('H'), effect_on=self.day_back(200))

    def placement_edited(self):
        p, other = self.some('placement_event'), self.some('placement_event')
        if p:
            self.set('placement_event', {'event_id': p['event_id']}, **self.rng.choice((
                {'effect_on': self.day_back(300)}, {'place_type': other['place_type']},
                {'facility_id': other['facility_id']}, {'basis_code': other['basis_code']},
                {'decision_id': other['decision_id']}, {'end_reason': other['end_reason']})))

    def appealed(self):
        d = self.some('decision')
        outcomes = [r[0] for r in self.db.execute('SELECT DISTINCT appeal_outcome FROM decision ORDER BY 1')]
        self.set('decision', {'decision_id': d['decision_id']}, appealed_on=self.day_back(40),
                 appeal_outcome=self.rng.choice(outcomes + ['upheld', 'changed', 'annulled', None]),
                 suspended=self.rng.randrange(2))

    def parents(self):
        r = self.some('relation', 'deleted_at IS NULL')
        if r:
            self.set('relation', {'citizen_id': r['citizen_id'], 'adult_pnr': r['adult_pnr'], 'kind': r['kind']},
                     **self.rng.choice(({'deleted_at': self.clock.strftime('%Y-%m-%dT%H:%M:%S')},
                                        {'adult_pnr': number(self.rng)})))

    def case_shut(self):
        c = self.some('case_file')
        self.set('case_file', {'case_id': c['case_id']},
                 **self.rng.choice(({'closed_on': self.day_back(30)}, {'closed_on': None},
                                    {'deleted_at': self.clock.strftime('%Y-%m-%dT%H:%M:%S')})))

    HAPPENINGS = ((measure_begins, 10), (measure_edited, 14), (measure_spoiled, 2), (measure_mended, 3), (deleted, 5),
                  (restored, 5), (gone, 4), (came_back, 3), (new_number, 3), (number_lost, 1), (number_found, 2),
                  (merged, 1), (acting_changes, 3), (notified, 8), (notification_edited, 8), (reasons_edited, 4),
                  (placed, 3), (placement_edited, 5), (appealed, 3), (parents, 2), (case_shut, 1))

    def day(self, today, n):
        """n things happen on the day before `today`."""
        self.today = today
        self.clock = datetime.datetime.combine(today - datetime.timedelta(days=1), datetime.time(8))
        what, weights = zip(*self.HAPPENINGS)
        self.db.execute('BEGIN')
        for happening in self.rng.choices(what, weights, k=n):
            happening(self)
            self.done[happening.__name__] = self.done.get(happening.__name__, 0) + 1
        self.db.execute('COMMIT')
