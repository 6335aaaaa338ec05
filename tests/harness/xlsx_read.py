"""Reads a workbook with nothing but zip and XML: xlsx_read.py FILE -> JSON of its sheets.

Each sheet: name, rows (lists of text; numbers as they stand), hidden columns, validations, print area.
Shared strings and strings in line are read alike.
"""
import json
import re
import sys
import xml.etree.ElementTree as ET
import zipfile

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def text(node):
    return "".join(t.text or "" for t in node.iter(M + "t"))


def column(ref):
    n = 0
    for c in re.match(r"[A-Z]+", ref).group():
        n = n * 26 + ord(c) - 64
    return n - 1


def value(cell, shared):
    if cell.get("t") == "inlineStr":
        return text(cell)
    v = cell.find(M + "v")
    if v is None:
        return ""
    return shared[int(v.text)] if cell.get("t") == "s" else v.text


def rows(sheet, shared):
    out = []
    for r in sheet.iter(M + "row"):
        at = int(r.get("r")) - 1
        while len(out) <= at:
            out.append([])
        for c in r.findall(M + "c"):
            i = column(c.get("r"))
            out[at] += [""] * (i + 1 - len(out[at]))
            out[at][i] = value(c, shared)
    return out


def book(path):
    z = zipfile.ZipFile(path)
    assert z.testzip() is None, path
    names = z.namelist()
    shared = []
    if "xl/sharedStrings.xml" in names:
        shared = [text(s) for s in ET.fromstring(z.read("xl/sharedStrings.xml")).findall(M + "si")]
    wb = ET.fromstring(z.read("xl/workbook.xml"))
    rels = {r.get("Id"): r.get("Target") for r in ET.fromstring(z.read("xl/_rels/workbook.xml.rels"))}
    out = []
    for s in wb.iter(M + "sheet"):
        x = ET.fromstring(z.read("xl/" + rels[s.get(R + "id")]))
        out.append({
            "name": s.get("name"),
            "rows": rows(x, shared),
            "hidden": [int(c.get("min")) - 1 for c in x.iter(M + "col") if c.get("hidden") == "1"],
            "validations": [(v.get("type"), v.get("sqref"), v.findtext(M + "formula1")) for v in x.iter(M + "dataValidation")],
            "formulas": sum(1 for _ in x.iter(M + "f")),
        })
    return out


if __name__ == "__main__":
    json.dump(book(sys.argv[1]), sys.stdout, ensure_ascii=False)
