#!/usr/bin/python3
"""Peer: what a statistician's script does in one go, in memory: read the store, the postings and the CPR
extract, five rules, totals, one XML return with lxml, one workbook, one detached signature. Nothing is kept.

peer_pandas.py WORKSPACE OUT
"""
import glob
import sqlite3
import subprocess
import sys

import pandas as pd
import xlsxwriter
from lxml import etree

ws, out = sys.argv[1], sys.argv[2]
db = sqlite3.connect(f"file:{ws}/casestore.db?mode=ro", uri=True)
citizen = pd.read_sql("SELECT citizen_id, pnr, birth_date FROM citizen", db)
case = pd.read_sql("SELECT case_id, citizen_id, opened_on, closed_on FROM case_file", db)
notification = pd.read_sql("SELECT notification_id, citizen_id, received_at, assessed_at, notifier_code FROM notification", db)
measure = pd.read_sql("SELECT measure_id, case_id, kind, code, started_on, ended_on FROM measure", db)
placement = pd.read_sql("SELECT placement_id, case_id, event_code, effect_on FROM placement_event", db)
postings = pd.concat(
    pd.read_csv(f, sep=";", dtype=str) for f in sorted(glob.glob(f"{ws}/peer/postings_*.csv")))
pnrs = set()
with open(glob.glob(f"{ws}/peer/D*.L*")[0], encoding="latin-1") as f:
    for line in f:
        if line.startswith("001"):
            pnrs.add(line[3:13])

findings = []
findings.append(citizen[citizen.pnr.notna() & ~citizen.pnr.isin(pnrs)])                      # number unknown
findings.append(measure[measure.ended_on < measure.started_on])                              # dates
findings.append(notification[~notification.notifier_code.isin([str(i) for i in range(1, 14)] + ["99"])])
p = placement[placement.event_code == "0"].merge(case, on="case_id").sort_values(["citizen_id", "effect_on"])
findings.append(p[p.duplicated(["citizen_id", "effect_on"])])                                # overlap
postings["amount"] = (postings["Beløb"].str.replace(".", "", regex=False).str.replace(",", ".", regex=False)).astype(float)
postings["date"] = pd.to_datetime(postings["Bogføringsdato"], format="%d-%m-%Y")
findings.append(postings[postings["Sagsnr"].notna() & ~postings["Sagsnr"].isin(case.case_id)])
totals = postings.groupby([postings["Sagsnr"], postings["Kontostreng"].str[:5], postings["date"].dt.year])["amount"].agg(["sum", "count"])

ns = "http://rep.oio.dk/dst.dk/xml/schemas/2010/04/16/"
with etree.xmlfile(out + ".xml", encoding="utf-8") as xf, xf.element("{%s}L" % ns, nsmap={None: ns}):
    for m in measure[measure.kind == "support"].itertuples():
        e = etree.Element("{%s}R" % ns)
        for tag, value in (("Id", m.measure_id), ("Kode", m.code), ("Start", m.started_on), ("Slut", m.ended_on)):
            if value:
                etree.SubElement(e, "{%s}%s" % (ns, tag)).text = value
        xf.write(e)
book = xlsxwriter.Workbook(out + ".xlsx")
sheet = book.add_worksheet()
for i, (key, value) in enumerate(notification.received_at.str[:7].value_counts().sort_index().items()):
    sheet.write(i, 0, key)
    sheet.write(i, 1, value)
book.close()
subprocess.run(["openssl", "cms", "-sign", "-binary", "-in", out + ".xml", "-signer", f"{ws}/keys/org.pem", "-inkey",
                f"{ws}/keys/org.key", "-outform", "DER", "-out", out + ".p7s"], check=True)
print(sum(len(f) for f in findings), "findings,", len(totals), "totals")
