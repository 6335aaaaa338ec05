#!/usr/bin/env python3
"""Random days of a municipality, and a receiver that shares no code with the program.

Each day the case store changes, the night runs (sometimes it is killed and runs again, sometimes it
runs twice), what it made is handed over, and the receiver judges it and answers: accepted, partly,
rejected, late, twice, out of order, or not before somebody asks. After each night the proof must
find nothing that is not explained. From time to time everything is answered: then there must be no
difference at all but for what a rule holds back, and what the receiver holds must be, record by
record and field by field, what a first load of the same day would say, and what the ledger says.

ledger_days.py PROGRAM WORKSPACE DAYS SEED
"""
import datetime
import glob
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from receiver import KINDS, Package, Receiver, Refused, receipt  # noqa: E402
from town import Town  # noqa: E402

FIRST = datetime.date(2026, 11, 1)
SETTLE = 13
NEVER = ('ANB-01', 'ANB-02', 'AST-01')  # what no sender may do, whatever was answered and when


class Wrong(Exception):
    pass


class Days:
    def __init__(self, program, workspace, seed):
        self.program, self.ws = program, workspace
        self.rng = random.Random(seed * 7919 + 1)
        self.town = Town(workspace + '/casestore.db', seed)
        self.receiver = Receiver()
        self.queue = []       # packages not judged yet
        self.answers = []     # (day it comes, file name, bytes)
        self.kept = []        # answers that come only when somebody asks
        self.every = []       # all answers there have been
        self.settling = False
        self.told = {}
        self.chosen = os.environ.get('LEDGER_RETURNS', '').split()
        self.returns = self.chosen or sorted(k.report for k in KINDS.values() if by_changes(k.report))
        self.job()

    def job(self):
        steps = ['extract casestore', 'transform all'] + ['report ' + r for r in self.returns]
        with open(self.ws + '/days.job', 'w') as f:
            f.write('id = days\ntext_da = Sagerne og indberetningerne\ntext_en = The cases and the returns\n')
            f.writelines('step = %s\n' % s for s in steps)

    # ---- the program ----

    def command(self, *args, ok=(0,), ws=None):
        p = subprocess.run([self.program, args[0], '--workspace', ws or self.ws] + list(args[1:]),
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if p.returncode not in ok:
            raise Wrong('%s: status %d\n%s%s' % (' '.join(args), p.returncode, p.stdout[-3000:], p.stderr))
        return p

    def count(self, what, n=1):
        self.told[what] = self.told.get(what, 0) + n

    def night(self):
        if self.rng.randrange(6) == 0:
            self.cut_short()
        self.command('run', 'days.job', '--as-of', self.day.isoformat(), ok=(0, 65))
        if self.rng.randrange(10) == 0:
            self.command('run', 'days.job', '--as-of', self.day.isoformat(), '--again', ok=(0, 65))
            self.count('nights run twice')
        bad = self.ask("SELECT stage || ' ' || name || ': ' || message FROM run_step WHERE status <> 'done'"
                       " AND run_id = (SELECT max(run_id) FROM run)")
        if bad:
            raise Wrong('\n'.join(r[0] for r in bad))

    def cut_short(self):
        p = subprocess.Popen([self.program, 'run', 'days.job', '--workspace', self.ws, '--as-of', self.day.isoformat()],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(self.rng.random() * self.night_takes)
        p.send_signal(signal.SIGKILL)
        p.wait()
        self.count('nights killed')

    def ask(self, sql, *values):
        db = sqlite3.connect('file:%s/mart.db?mode=ro' % self.ws, uri=True, timeout=20)
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()

    # ---- the receiver ----

    def hand_over(self):
        for path in sorted(glob.glob(self.ws + '/door/*.asice'), key=os.path.getmtime):
            package = Package(path)
            self.count('packages')
            self.count('records', len(package.items))
            self.queue.append(package)
            os.rename(path, path + '.taken')

    def judge(self, package):
        if not self.settling and self.rng.randrange(9) == 0:
            return receipt(package, [], whole=Refused('DST-900', 'leverancen kan ikke modtages'))

        def refuse(_):
            if not self.settling and self.rng.randrange(25) == 0:
                return Refused('DST-%03d' % self.rng.randrange(5), 'posten er ikke godkendt', '')
            return None
        answers = self.receiver.take(package, refuse)
        for _, why in answers:
            if why is not None:
                self.count('refused ' + why.code)
                if why.code in NEVER:
                    raise Wrong('%s: %s %s' % (package.name, why.code, why))
        return receipt(package, answers)

    def answer(self):
        """Packages are judged in the order they came, now or later; answers take their own time."""
        while self.queue and (self.settling or self.rng.randrange(4)):
            package = self.queue.pop(0)
            data = self.judge(package)
            name = package.name.rsplit('.', 1)[0] + '.receipt.xml'
            self.every.append((name, data))
            chance = 0 if self.settling else self.rng.randrange(8)
            if chance == 7:
                self.kept.append((name, data))
                self.count('answers lost')
            else:
                self.answers.append((self.day + datetime.timedelta(days=max(0, chance - 3)), name, data))

    def post(self):
        if self.settling:
            self.answers += [(self.day, n, d) for n, d in self.kept]
            self.kept = []
            if self.rng.randrange(2) and self.every:  # an old one comes again
                self.answers.append((self.day,) + self.rng.choice(self.every))
        due = [a for a in self.answers if self.settling or a[0] <= self.day]
        self.answers = [a for a in self.answers if a not in due]
        if not self.settling:
            self.rng.shuffle(due)
        for i, (_, name, data) in enumerate(due):
            with open('%s/receipts/%02d-%s' % (self.ws, i, name), 'wb') as f:
                f.write(data)
            self.count('receipts')
            if self.rng.randrange(10) == 0:
                with open('%s/receipts/%02d-again-%s' % (self.ws, i, name), 'wb') as f:
                    f.write(data)
        if due:
            self.command('receipts', '--as-of', self.day.isoformat(), ok=(0, 65))

    # ---- what must hold ----

    def prove(self):
        """The differences by kind and by record, all explained; of all returns, or of those chosen."""
        proof = {'kinds': [], 'records': []}
        for only in [['--return', r] for r in self.chosen] or [[]]:
            p = self.command('ledger', '--prove', '--json', '--limit', '1000000', *only, ok=(0, 65))
            try:
                part = json.loads(p.stdout)
            except ValueError:
                raise Wrong('proof: ' + p.stderr + p.stdout[:2000])
            if p.returncode != 0 or [k for k in part['kinds'] if k['explained'] != 'yes']:
                p = self.command('ledger', '--prove', '--lang', 'en', '--limit', '5', *only, ok=(65,))
                raise Wrong('not explained:\n' + p.stdout + p.stderr)
            for name in proof:
                proof[name] += part[name]
        return proof

    def settle(self):
        """Everything is answered, resent and taken; then nothing may differ."""
        self.settling = True
        for turn in range(8):
            self.hand_over()
            self.answer()
            self.post()
            self.command('run', 'days.job', '--as-of', self.day.isoformat(), '--again', ok=(0, 65))
            for r in self.returns:
                self.command('report', r, '--as-of', self.day.isoformat(), '--resend', ok=(0, 65))
            self.command('deliver', '--as-of', self.day.isoformat(), ok=(0, 65))
            self.by_hand(self.prove())
            left = [k for k in self.prove()['kinds'] if k['kind'] not in ('HELD_BACK',)]
            if not left and not glob.glob(self.ws + '/door/*.asice'):
                break
        else:
            raise Wrong('everything was answered, and this is left: %s' % left)
        self.settling = False
        self.count('settled')
        self.compare()

    def by_hand(self, proof):
        for r in proof['records']:
            if r['kind'] != 'BY_HAND':
                continue
            self.command('ledger', '--removed', r['record'], '--return', r['report'], '--by', 'Prøve', '--quiet',
                         '--as-of', self.day.isoformat())
            if self.receiver.store[r['report']].pop(r['record'], None) is None:
                raise Wrong('%s: %s is to be removed by hand, but is not held' % (r['report'], r['record']))
            self.count('removed by hand')

    def compare(self):
        held_back = {(r['report'], r['record']) for r in self.prove()['records'] if r['kind'] == 'HELD_BACK'}
        for report, key in sorted(held_back):
            rule = self.ask('SELECT rule FROM ledger_selection WHERE report = ? AND record_key = ? AND until IS NULL',
                            report, key)
            if rule and '.external.' in (rule[0][0] or ''):
                raise Wrong('%s %s: held back by what the authority said of it' % (report, key))
        fresh = self.first_load()
        for report in self.returns:
            ours, theirs = fresh.store[report], self.receiver.store[report]
            if report.startswith('ast-'):  # a period each: the years before stand as they were sent
                theirs = {key: theirs.get(key) for key in ours}
            for key in sorted(set(ours) | set(theirs)):
                if (report, key) not in held_back and ours.get(key) != theirs.get(key):
                    raise Wrong('%s %s: the receiver holds %s, a first load says %s'
                                % (report, key, str(theirs.get(key))[:500], str(ours.get(key))[:500]))
            self.same_as_ledger(report)
            self.count('records compared', len(theirs))

    def first_load(self):
        ws = self.ws + '.fresh'
        shutil.rmtree(ws, ignore_errors=True)
        shutil.copytree(self.ws, ws, ignore=shutil.ignore_patterns('door', 'out', 'outbox', 'archive', 'log'))
        for folder in ('door', 'out', 'outbox', 'archive', 'log'):
            os.mkdir(ws + '/' + folder, 0o700)
        fresh = Receiver()
        for r in self.returns:
            self.command('report', r, '--as-of', self.day.isoformat(), '--initial-load', ok=(0, 65), ws=ws)
        for path in sorted(glob.glob(ws + '/outbox/*.asice')):
            for key, why in fresh.take(Package(path)):
                if why is not None:
                    raise Wrong('first load: %s: %s %s' % (key, why.code, why))
        shutil.rmtree(ws)
        return fresh

    def same_as_ledger(self, report):
        held = {r[0] for r in self.ask('SELECT record_key FROM ledger_held WHERE report = ?', report)}
        there = set(KINDS_BY_REPORT[report].held_keys(self.receiver.store[report]))
        if held != there:
            raise Wrong('%s: the ledger and the receiver differ: only ledger %s, only receiver %s'
                        % (report, sorted(held - there)[:5], sorted(there - held)[:5]))

    # ---- all of it ----

    def run(self, days):
        self.day, self.night_takes = FIRST, 1.0
        began = time.time()
        self.night()
        self.night_takes = time.time() - began
        for n in range(1, days + 1):
            self.one(n)
            if n % SETTLE == 0 or n == days:
                self.settle()
        if self.receiver.problems:
            raise Wrong('\n'.join(self.receiver.problems[:20]))

    def one(self, n):
        self.command('deliver', '--as-of', self.day.isoformat(), ok=(0, 65))
        self.hand_over()
        self.answer()
        self.day = FIRST + datetime.timedelta(days=n)
        self.town.day(self.day, self.rng.randrange(2, 14))
        self.post()
        self.night()
        self.prove()


def by_changes(report):
    """Its definition says so."""
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../report/defs', report)
    return any('\ndelta ' in open(f, encoding='utf-8').read() for f in glob.glob(folder + '/*.def'))


KINDS_BY_REPORT = {k.report: k for k in KINDS.values()}


def main():
    program, workspace, days, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    d = Days(program, workspace, seed)
    try:
        d.run(days)
    except Wrong as e:
        print('seed %d, day %s: %s' % (seed, d.day, e), file=sys.stderr)
        return 1
    told = ', '.join('%d %s' % (n, what) for what, n in sorted(d.told.items()))
    print('seed %d: %d days; %s' % (seed, days, told))
    return 0


if __name__ == '__main__':
    sys.exit(main())
