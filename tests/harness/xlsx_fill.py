"""Fills in a work list as somebody at a desk does: xlsx_fill.py FROM TO, with one line for each answer on standard
input: key of the finding, answer, reason, name, until; parted by tabs. Says how many rows it filled in."""
import sys
import xml.etree.ElementTree as ET
import zipfile

from xlsx_read import M, column

HEADS = ["Fund-nøgle", "Svar", "Begrundelse", "Navn", "Gælder til"]
answers = {l.split("\t")[0]: l.rstrip("\n").split("\t")[1:] for l in sys.stdin}
ET.register_namespace("", M.strip("{}"))


def text(cell, shared):
    if cell.get("t") == "s":
        return shared[int(cell.find(M + "v").text)]
    return "".join(t.text or "" for t in cell.iter(M + "t"))


def letters(n):
    return (letters(n // 26 - 1) if n >= 26 else "") + chr(65 + n % 26)


def put(row, at, value):
    ref = letters(at) + row.get("r")
    cell = next((c for c in row if c.get("r") == ref), None)
    if cell is None:
        cell = ET.Element(M + "c", {"r": ref})
        row.insert(sum(column(c.get("r")) < at for c in row), cell)
    for child in list(cell):
        cell.remove(child)
    cell.set("t", "inlineStr")
    ET.SubElement(ET.SubElement(cell, M + "is"), M + "t").text = value


def fill(data, shared):
    tree, place, n = ET.fromstring(data), None, 0
    for row in tree.iter(M + "row"):
        cells = {column(c.get("r")): text(c, shared) for c in row}
        if place is None:
            if HEADS[0] in cells.values():
                place = [next(k for k, v in cells.items() if v == h) for h in HEADS]
            continue
        for at, value in zip(place[1:], answers.get(cells.get(place[0]), [])):
            put(row, at, value)
        n += cells.get(place[0]) in answers
    return ET.tostring(tree, "UTF-8"), n


with zipfile.ZipFile(sys.argv[1]) as src, zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED) as out:
    shared = []
    if "xl/sharedStrings.xml" in src.namelist():
        shared = ["".join(t.text or "" for t in si.iter(M + "t")) for si in ET.fromstring(src.read("xl/sharedStrings.xml"))]
    filled = 0
    for name in src.namelist():
        data = src.read(name)
        if name.startswith("xl/worksheets/sheet"):
            data, n = fill(data, shared)
            filled += n
        out.writestr(name, data)
print(filled)
