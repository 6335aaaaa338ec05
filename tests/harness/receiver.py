#!/usr/bin/env python3
"""A receiver of returns, written from the authority's side alone.

It reads the XML of the packages it is given, and nothing else of the sender's: neither its CSV nor
its tables. It keeps its own store, judges each record as an authority would, and answers with a
receipt. The semantics, by the root element of the file:

  L201  upsert by ForanstaltningId; there is no removal (remove_by_hand() is its web form)
  L231  INDBERETNINGSTYPE: Ny on what is held, Ændring or Annullering of what is not, is refused;
        a record of a person with another number must name the old one
  underretninger  upsert and delete by the notification's id
  anbringelser    append-only: a report id stands for one content for ever; a report that corrects
        must name the one in force, and one that does not must be the first of its event
  statistics      (Celle) a year takes the place of that year

The same id sent again with the same content is no error: the receiver has it already.
"""
import hashlib
import re
import xml.etree.ElementTree as ET
import zipfile


def local(tag):
    return tag.rsplit('}', 1)[-1]


def leaves(element, path=''):
    """(name, text) of every leaf below, in order; names of nested ones joined by '/'."""
    out = []
    for child in element:
        name = path + local(child.tag)
        if len(child):
            out += leaves(child, name + '/')
        else:
            out.append((name, (child.text or '')))
    return out


class Refused(Exception):
    def __init__(self, code, text, field=''):
        super().__init__(text)
        self.code, self.text, self.field = code, text, field


class Kind:
    """What one kind of return means: how its records are found, and what they do."""
    report = root = record = key_name = None
    whole = False

    def records(self, tree):
        return [dict_of(leaves(e)) for e in tree.iter() if local(e.tag) == self.record]

    def key(self, r):
        return r[self.key_name]

    def held_keys(self, store):
        """The keys of the records, as the sender's ledger names them."""
        return list(store)


def dict_of(pairs):
    """Several elements of one name are one value, in their order, set apart by a line feed."""
    d = {}
    for name, text in pairs:
        d[name] = d[name] + '\n' + text if name in d else text
    return d


class L201(Kind):
    report, root, record = 'dst-l201', 'UdsatteBoernOgUngeLeveranceL201U1Struktur', 'ForanstaltningStruktur'
    key_name = 'ForanstaltningId'

    def take(self, store, r, seen):
        store[self.key(r)] = r


class L231(Kind):
    report, root = 'dst-l231', 'BoernMedHandicapLeveranceL231Struktur'
    record, key_name = 'BoernMedHandicapSagStruktur', 'INDSATSFORLOEB_ID'
    own = ('INDBERETNINGSTYPE', 'ORIGIN_PERSON_ID')

    def take(self, store, r, seen):
        key, kind = self.key(r), r['INDBERETNINGSTYPE']
        content = {k: v for k, v in r.items() if k not in self.own}
        held = store.get(key)
        if kind == 'Ny':
            if held is not None and held != content:
                raise Refused('L231-01', 'Ny, men indsatsforløbet findes', 'INDBERETNINGSTYPE')
        elif held is None:
            raise Refused('L231-02', kind + ', men indsatsforløbet findes ikke', 'INDBERETNINGSTYPE')
        if kind == 'Annullering':
            del store[key]
            return
        self.person(held, content, r)
        store[key] = content

    @staticmethod
    def person(held, content, r):
        if held is None or r['INDBERETNINGSTYPE'] != 'Ændring':
            return
        was = held.get('CPR') or held.get('UDL_NR')
        now = content.get('CPR') or content.get('UDL_NR')
        if was != now and r.get('ORIGIN_PERSON_ID') != was:
            raise Refused('L231-03', 'ny person uden den tidligere', 'ORIGIN_PERSON_ID')


class Notifications(Kind):
    report, root = 'dst-underretninger', 'UnderretningLeveranceStruktur'
    record, key_name = 'UnderretningStruktur', 'UNDERRETNING_ID'
    own = ('INDBERETNINGSTYPE', 'ORIGIN_PERSON_ID')

    def take(self, store, r, seen):
        key = self.key(r)
        content = {k: v for k, v in r.items() if k not in self.own}
        held = store.get(key)
        if r['INDBERETNINGSTYPE'] == 'Sletning':
            if held is None:
                raise Refused('UND-02', 'Sletning, men underretningen findes ikke', 'INDBERETNINGSTYPE')
            del store[key]
            return
        was = held and (held.get('CPR') or held.get('UDL_NR'))
        if held and was != (content.get('CPR') or content.get('UDL_NR')) and r.get('ORIGIN_PERSON_ID') != was:
            raise Refused('UND-03', 'ny person uden den tidligere', 'ORIGIN_PERSON_ID')
        store[key] = content


class Placements(Kind):
    """Append-only. What is in force of an event is its last report that was taken."""
    report, root = 'dst-anbringelser', 'AnbringelseLeveranceStruktur'
    record, key_name = 'AnbringelseHaendelseStruktur', 'INDBERETNING_ID'
    own = ('INDBERETNING_ID', 'INDBERETNINGSTYPE', 'RETTER_INDBERETNING_ID')

    def key(self, r):
        return r['INDBERETNING_ID']

    @staticmethod
    def event(report_id):
        return re.sub(r'~[0-9]+$', '', report_id)

    def take(self, store, r, seen):
        name, kind, corrects = r['INDBERETNING_ID'], r['INDBERETNINGSTYPE'], r.get('RETTER_INDBERETNING_ID', '')
        whole = tuple(sorted(r.items()))
        if seen.setdefault(name, whole) != whole:
            was = dict(seen[name])
            raise Refused('ANB-01', 'indberetningens id er brugt til andet: %s' % ' '.join(
                sorted(k for k in set(was) | set(r) if was.get(k) != r.get(k))), 'INDBERETNING_ID')
        in_force = seen.setdefault('in force', {})
        event = self.event(name)
        if in_force.get(event) == name:
            return
        if corrects and self.event(corrects) != event:
            raise Refused('ANB-02', 'retter en anden hændelse', 'RETTER_INDBERETNING_ID')
        if in_force.get(event, '') != corrects and (event in in_force or kind != 'Ny'):
            raise Refused('ANB-03', 'retter ikke den, der gælder', 'RETTER_INDBERETNING_ID')
        if kind == 'Bortfald':
            del store[event], in_force[event]
            return
        store[event] = {k: v for k, v in r.items() if k not in self.own}
        in_force[event] = name


class Period(Kind):
    """The cells of a year: the year is the record, and what comes takes the place of all there was."""
    record, whole = 'Celle', True

    def __init__(self, report, root):
        self.report, self.root = report, root

    def key(self, cells):
        years = {c['AAR'] for c in cells}
        if len(years) != 1:
            raise ValueError('%s: not one year but %s' % (self.report, sorted(years)))
        return years.pop()

    def records(self, tree):
        cells = super().records(tree)
        return [cells] if cells else []

    def take(self, store, cells, seen):
        if len({c['CELLE_ID'] for c in cells}) != len(cells):
            raise Refused('AST-01', 'samme celle to gange', 'CELLE_ID')
        store[self.key(cells)] = {c['CELLE_ID']: c for c in cells}


KINDS = {k.root: k for k in (L201(), L231(), Notifications(), Placements(),
                         Period('ast-underretninger', 'UnderretningsstatistikLeverance'),
                         Period('ast-anbringelser', 'AnbringelsesstatistikLeverance'))}


class Package:
    """What came: name, digest, and its records in order."""

    def __init__(self, path):
        data = open(path, 'rb').read()
        self.name = path.rsplit('/', 1)[-1]
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.kind, self.items, self.period = None, [], ''
        with zipfile.ZipFile(path) as z:
            for name in sorted(z.namelist()):
                if name.endswith('.xml') and not name.startswith('META-INF/') and 'manifest' not in name:
                    self.read(z.read(name), name)

    def read(self, data, name):
        tree = ET.fromstring(data)
        kind = KINDS.get(local(tree.tag))
        if kind is None or (self.kind and self.kind is not kind):
            raise ValueError('%s: a return nobody knows: %s' % (name, tree.tag))
        self.kind = kind
        for e in tree.iter():
            if local(e.tag) == 'FormID' and (e.text or '').startswith('T'):
                raise ValueError('%s: a test delivery' % name)
        self.items += kind.records(tree)


class Receiver:
    def __init__(self):
        self.store = {k.report: {} for k in KINDS.values()}
        self.reports = {}     # append-only: report id -> content
        self.packages = {}    # name -> sha256
        self.problems = []    # what no authority should ever have to say

    def take(self, package, refuse=lambda record: None):
        """Judges a package; returns [(key, None or Refused)]. refuse(record) may give a code."""
        if self.packages.get(package.name, package.sha256) != package.sha256:
            self.problems.append('%s came again with other bytes' % package.name)
        self.packages[package.name] = package.sha256
        answers, keys = [], set()
        for r in package.items:
            key = package.kind.key(r)
            if key in keys:
                self.problems.append('%s: %s twice in one package' % (package.name, key))
            keys.add(key)
            answers.append((key, self.one(package.kind, r, refuse)))
        return answers

    def one(self, kind, r, refuse):
        why = refuse(r)
        if why is not None:
            return why
        try:
            kind.take(self.store[kind.report], r, self.reports)
        except Refused as e:
            return e
        return None


def receipt(package, answers, whole=None, stamp='2026-11-02T09:00:00Z'):
    """The receipt as bytes. whole: a Refused for the delivery as a whole. Accepted records need not
    be named one by one: the rest is accepted."""
    bad = [(k, a) for k, a in answers if a is not None]
    state = 'rejected' if whole or len(bad) == len(answers) else 'partly' if bad else 'accepted'
    out = ['<?xml version="1.0" encoding="UTF-8"?>',
           '<receipt xmlns="urn:indberet:receipt:1" state="%s" time="%s" rules="2026.2" others="accepted">'
           % (state, stamp),
           '<delivery package="%s" sha256="%s"/>' % (escape(package.name), package.sha256)]
    if whole:
        out.append(error(whole))
    for key, why in [] if whole else bad:
        out.append('<record id="%s" outcome="rejected">%s</record>' % (escape(key), error(why)))
    out.append('</receipt>')
    return '\n'.join(out).encode()


def error(e):
    field = ' field="%s"' % escape(e.field) if e.field else ''
    return '<error code="%s"%s>%s</error>' % (escape(e.code), field, escape(e.text))


def escape(s):
    return s.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;').replace('"', '&quot;')
