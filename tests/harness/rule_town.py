"""The first cases of all fixtures of rules as one municipality, read and judged by the program.

rule_town.py PROGRAM FOLDER: prints what each rule finds on the records of its own fixture, whose ids begin with its
own, and `RULE fires` for one that finds only other things. What it finds on the records of other fixtures, which are no
whole children, is not told: it would change with each new fixture. What cannot stand together (another day, other
settings of a feed, rows of the mart with the same number), and what is too little among so many, stands in a further one.
"""
import collections
import csv
import datetime
import glob
import io
import os
import re
import shutil
import sqlite3
import subprocess
import sys

AS_OF = '2026-11-01'
Part = collections.namedtuple('Part', 'kind name lines')


class Case:
    """What stands before the second `==` of a fixture, as nights of parts."""

    def __init__(self, path):
        self.rule = os.path.basename(path)[:-4]
        self.as_of, self.settings, self.nights = AS_OF, [], [[None, []]]
        self.part, self.raw, cases = None, False, 0
        with open(path, encoding='utf-8', errors='surrogateescape', newline='') as f:
            for line in f.read().split('\n'):
                if not self.raw and line.startswith('== '):
                    cases += 1
                    if cases > 1 or self.nights[0][1] or self.settings or len(self.nights) > 1:
                        break
                else:
                    self.take(line)
        self.nights[-1][0] = self.as_of

    def take(self, line):
        if self.raw:
            if line == '[end]':
                self.raw, self.part = False, None
            else:
                self.part.lines.append(line)
            return
        if not line or line[0] == '#':
            return
        word, _, rest = line.partition(' ')
        if line[0] == '[':
            self.begin(line[1:-1].split())
        elif word == 'as-of':
            self.as_of = rest.strip()
        elif word == 'set':
            self.settings.append(rest.replace(' = ', '='))
        elif word == 'night':
            self.nights[-1][0] = rest.strip()
            self.nights.append([None, []])
        elif word not in ('finds', 'clean', 'none'):
            self.part.lines.append(line)

    def begin(self, words):
        kind = words[0] if words[0] in ('file', 'cpr', 'mart') else 'table'
        name = words[0] if kind == 'table' else ' '.join(words[1:])
        self.part = Part(kind, name, [])
        self.raw = kind in ('file', 'mart')
        self.nights[-1][1].append(self.part)

    def parts(self, kind):
        return [p for _, parts in self.nights for p in parts if p.kind == kind]

    def apart(self):
        """Settings that are not the rule's own hold for a whole workspace."""
        own = [p.name for p in self.parts('file') if p.name.endswith('.map')]
        return self.as_of, tuple(s for s in self.settings if not s.startswith('rule.')), tuple(own)


# --- files -------------------------------------------------------------------------------------

def merged(parts):
    """Tables with different headers as one; None: they are no such tables."""
    header, rows = [], []
    for part in parts:
        table = list(csv.reader(part.lines, delimiter=';'))
        if any(len(r) != len(table[0]) for r in table):
            return None
        header += [h for h in table[0] if h not in header]
        rows += [dict(zip(table[0], r)) for r in table[1:]]
    out = io.StringIO()
    w = csv.writer(out, delimiter=';', lineterminator='\n')
    w.writerow(header)
    w.writerows([r.get(h, '') for h in header] for r in rows)
    return out.getvalue()


def layout(source):
    records = collections.defaultdict(list)
    with open(source + '/extract/feeds/cpr_p12170.csv', encoding='utf-8') as f:
        for line in f:
            if line[0].isdigit():
                kind, name, start, length, form, _, keep = line.rstrip('\n').split(';')
                records[kind].append((name, int(start) - 1, int(length), keep.rstrip('!').rpartition('.')[2]))
    return records


def record(records, line):
    kind, fields = line[:3], records[line[:3]]
    out = [' '] * max(s + n for _, s, n, _ in fields)
    out[:3] = kind
    for name, plain, quoted in re.findall(r'(\S+?)=(?:([^" ]\S*)|"([^"]*)")', line[3:]):
        value = plain or quoted
        at = [f for f in fields if f[0].lower() == name.lower()] or [f for f in fields if f[3] == name]
        out[at[0][1]:at[0][1] + len(value)] = value
    return ''.join(out)


def aged(path, data):
    with open(path, 'wb') as f:
        f.write(data)
    os.utime(path, (1, 1))


# --- a municipality ------------------------------------------------------------------------------

class Town:
    def __init__(self, program, folder, source):
        self.program, self.folder, self.source = program, folder, source
        self.cases, self.produced, self.mart = [], '', None
        empty = os.path.dirname(folder) + '/empty'
        if folder != empty:
            shutil.copytree(empty, folder)

    def run(self, *args, plain=False):
        where = [] if plain else ['--workspace', self.folder]
        r = subprocess.run([self.program, *args, *where], capture_output=True, text=True)
        if r.returncode not in (0, 65): # 65: there are findings
            sys.exit('%s: status %d\n%s%s' % (' '.join(args), r.returncode, r.stdout, r.stderr))

    def found(self):
        """Empty, with a mart: the others begin as a copy."""
        self.run('init', self.folder, '--municipality', '492', '--name', 'Ærø Testkommune', '--quiet', plain=True)
        os.makedirs(self.folder + '/export')
        os.makedirs(self.folder + '/profile', exist_ok=True)
        self.store([])
        self.run('transform', '--as-of', '2000-01-01', '--quiet')

    def days(self):
        return sorted({day for c in self.cases for day, _ in c.nights})

    def of_night(self, day):
        return [(c, p) for c in self.cases for d, parts in c.nights if d == day for p in parts]

    def store(self, parts):
        """The export and its profile, of what the fixtures have on this day."""
        for path in glob.glob(self.source + '/extract/entities/*.def'):
            entity = os.path.basename(path)[:-4]
            with open(path, encoding='utf-8') as f:
                columns = re.findall(r'^column\s*=\s*(\S+)', f.read(), re.M)
            tables = [p for _, p in parts if p.kind == 'table' and p.name == entity]
            text = 'lacks = in no fixture\n'
            if tables:
                text = 'file = %s.csv\n' % entity + ''.join('column = %s may-miss : %s\n' % (c, c) for c in columns)
                with open('%s/export/%s.csv' % (self.folder, entity), 'w', encoding='utf-8',
                          errors='surrogateescape') as f:
                    f.write(merged(tables))
            with open('%s/profile/%s.map' % (self.folder, entity), 'w', encoding='utf-8') as f:
                f.write(text)
        with open(self.folder + '/profile/export.map', 'w', encoding='utf-8') as f:
            f.write('charset = utf-8\nseparator = ;\ndate = yyyy-mm-dd\ntime = yyyy-mm-ddTHH:MM:SS\ndecimal = ,\n'
                    'thousands = none\nyes = 1\nno = 0\nextra = refuse\n')

    def put(self, name, part, text=None):
        data = text if text is not None else ''.join(line + '\n' for line in part.lines)
        latin = 'latin-1' in part.name.split()[1:]
        path = name if name.startswith('profile/') else 'inbox/' + name
        aged('%s/%s' % (self.folder, path),
             data.encode('latin-1' if latin else 'utf-8', 'replace' if latin else 'surrogateescape'))

    def files(self, parts):
        """A file of several fixtures is one; where that cannot be, the later ones are of earlier days."""
        named = collections.defaultdict(list)
        for case, p in parts:
            if p.kind == 'file':
                snapshot = p.name.startswith(('facilities', 'budget', 'profile/')) and 'unusable' not in p.name
                named[p.name.split()[0]].append((case.rule[0] == 'A' and not snapshot, p))
        for name, found in sorted(named.items()):
            own = [p for is_a, p in found if is_a]
            rest = [p for is_a, p in found if not is_a]
            for p in own:
                self.put(name, p)
            if not rest:
                continue
            text = merged(rest) if len(rest) > 1 else None
            if own:
                name = self.other_day(name)
            if len(rest) == 1 or text is not None:
                self.put(name, rest[0], text)
                continue
            for p in rest:
                self.put(name, p)
                name = self.other_day(name)

    def other_day(self, name):
        """The latest day before that no file has."""
        digits = re.search(r'\d{8}(?=\.)', name)
        day = datetime.datetime.strptime(digits[0], '%Y%m%d')
        while os.path.exists('%s/inbox/%s' % (self.folder, name)):
            day -= datetime.timedelta(days=1)
            name = name.replace(re.search(r'\d{8}(?=\.)', name)[0], day.strftime('%Y%m%d'))
        return name

    def people(self, day, parts, records):
        before = (datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat()
        blocks = collections.defaultdict(list)
        for _, p in parts:
            if p.kind == 'cpr':
                blocks[(p.name or before).replace('-', '')] += p.lines
        for produced, lines in sorted(blocks.items()):
            text = ['0000000000000900001%s%s' % (produced, self.produced)]
            text += [record(records, line) for line in lines]
            text.append('9999999999999%08d' % len(lines))
            aged('%s/inbox/D%s.L900001' % (self.folder, produced[2:]),
                 ''.join(t + '\n' for t in text).encode('latin-1', 'replace'))
            self.produced = produced

    def remember(self, case, day):
        """False: it cannot be said beside what is there."""
        sql = [''.join(line + '\n' for line in p.lines) for d, parts in case.nights if d == day for p in parts
               if p.kind == 'mart']
        if not sql:
            return True
        db = sqlite3.connect(self.folder + '/mart.db', isolation_level=None)
        epoch = datetime.date(1970, 1, 1)
        db.create_function('day', 1, lambda s: s and (datetime.date.fromisoformat(s[:10]) - epoch).days)
        db.create_function('iso', 1, lambda n: n and (epoch + datetime.timedelta(days=n)).isoformat())
        db.execute('BEGIN')
        try:
            for statement in statements(';'.join(sql)):
                db.execute(statement)
            db.execute('COMMIT')
            return True
        except sqlite3.IntegrityError:
            db.execute('ROLLBACK')
            return False
        except sqlite3.Error as e:
            sys.exit('%s: %s' % (case.rule, e))
        finally:
            db.close()

    def settings(self):
        out = ['case-store.path=export', 'case-store.profile=profile', 'case-store.loss-percent=100']
        for case in self.cases:
            out += case.settings
        return [a for s in dict.fromkeys(out) for a in ('--set', s)]

    def night(self, day, records):
        parts = self.of_night(day)
        left = [c for c in list(self.cases) if not self.remember(c, day)]
        for case in left:
            self.cases.remove(case)
        parts = [(c, p) for c, p in parts if c not in left]
        self.store(parts)
        self.files(parts)
        self.people(day, parts, records)
        if any(p.kind == 'table' for _, p in parts):
            self.run('extract', 'casestore', '--as-of', day, '--quiet', *self.settings())
        self.run('extract', 'inbox', '--as-of', day, '--quiet', *self.settings())
        self.run('transform', '--as-of', day, '--quiet', *self.settings())
        return left

    def findings(self):
        db = sqlite3.connect(self.folder + '/mart.db')
        return db.execute(
            "SELECT rule, consequence, coalesce(entity, '-'), coalesce(record_key, '-'), coalesce(field, '-'),"
            " CAST(coalesce(found, '') AS TEXT), CAST(coalesce(expected, '') AS TEXT) FROM finding WHERE stage = 'transform'").fetchall()


def statements(sql):
    text = ''
    for line in sql.split('\n'):
        text += line + '\n'
        if sqlite3.complete_statement(text):
            yield text
            text = ''
    if text.strip(' ;\n'):
        yield text


def live(town, records):
    """Its nights; returns the cases that could not stand there."""
    left = []
    for day in town.days():
        left += town.night(day, records)
    return left


def main():
    program, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
    source = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    groups = collections.defaultdict(list)
    for path in sorted(glob.glob(source + '/fixtures/rules/*.txt')):
        case = Case(path)
        groups[case.apart()].append(case)
    Town(program, folder + '/empty', source).found()
    records, n, out = layout(source), 0, []
    waiting = [groups[k] for k in sorted(groups, key=lambda k: (k[0] != AS_OF, bool(k[1]), bool(k[2]), k))]
    alone = []
    while waiting or alone:
        n += 1
        town = Town(program, '%s/town%d' % (folder, n), source)
        town.cases = waiting.pop(0) if waiting else alone.pop()
        cases = list(town.cases)
        left = live(town, records)
        if left:
            waiting.append(left)
        out += town.findings()
        fired = {row[0] for row in out}
        if len(cases) > 1: # one that is drowned by the others stands alone
            alone += [[c] for c in cases if c.rule not in fired and c not in left]
    own = [row for row in out if row[3].startswith(row[0] + '-')]
    fires = {row[0] for row in out} - {row[0] for row in own}
    for line in sorted([';'.join(row) for row in own] + ['%s fires' % rule for rule in fires]):
        print(line)


main()
