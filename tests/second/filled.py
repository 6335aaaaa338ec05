"""The cells of the tables that are not empty: filled.py OUT MUNICIPALITY YEAR prints table;year;codes;value, sorted. A total
is left out where its parts are listed; a total that is a code of its own (TOTALS) is listed over all of the others."""
import sys

from compare import TOTALS, find, read
import counts

ALL = ("0", "00", "IALT", "TOT")


def listed(name, key):
    own = TOTALS.get(name, ())
    # age 0 has the code of a total in two tables, where the total is IALT
    single = name in ("ANBAAR2", "ANBAAR15") or name.startswith("UND")
    for i, code in enumerate(key):
        total = code in ALL and not (code == "0" and single and i == AGE.get(name))
        if i > 0 and key[1] in own and len(key) > 2 and i > 1:
            if not total:
                return False
        elif total and not (name == "BU43"):
            return False
    return True


AGE = {"ANBAAR2": 1, "ANBAAR15": 1, "UND1": 2, "UND2": 2, "UND3": 3}


def main(out, municipality, year):
    lines = []
    for name in counts.TABLES:
        for (key, at), text in read(find(out, name, municipality, year))[2].items():
            if text not in ("0", "") and (text != ".." or len(key) == 1) and listed(name, key):
                lines.append("%s;%d;%s;%s" % (name, at, " ".join(key), text))
    print("\n".join(sorted(lines)))


main(*sys.argv[1:])
