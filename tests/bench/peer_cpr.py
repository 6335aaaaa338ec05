#!/usr/bin/python3
"""Peer: a script that reads a CPR extract into memory: decode, split records, keep each person's records.

peer_cpr.py FILE
"""
import sys

people = {}
with open(sys.argv[1], encoding="iso-8859-1") as f:
    for line in f:
        if line[:3] not in ("000", "999"):
            people.setdefault(line[3:13], []).append((line[:3], line.rstrip("\n")))
print(len(people))
