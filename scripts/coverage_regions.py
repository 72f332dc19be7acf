"""Reads what llvm-cov exported and says which regions of the verifying code no test reached.

usage: coverage_regions.py REGIONS.json EXCEPTIONS.txt [--lines]

A region is excused by a line `FILE | text of the line where it begins | reason` of the file of exceptions. An exception that excuses
nothing fails too: either the code has gone, or a test reaches it.
"""

import collections
import json
import os
import pathlib
import sys

# The code that decides whether evidence is genuine and good enough, below Sources/Attestation.
VERIFYING = ("Certificates", "SGX", "TDX", "Intel", "SNP", "Nitro", "TPM", "Azure", "EventLog", "Endorsements", "Collateral", "Roots",
             "Requirements", "Policy")
CODE = 0  # the kind of a region that is executed; others are gaps, expansions and skipped lines


def verifying(name):
    """The path below Sources/Attestation if the file belongs to the verifying code."""
    _, found, inner = name.partition("/Sources/Attestation/")
    return inner if found and inner.split("/")[0] in VERIFYING else None


def regions(export):
    """For each file the highest count of each region: a generic function is there once for each type it was compiled for."""
    counts = collections.defaultdict(dict)
    for function in export["data"][0]["functions"]:
        for line, column, last, end, count, file, _, kind in function["regions"]:
            name = function["filenames"][file]
            inner = verifying(name)
            if inner and kind == CODE:
                place = (line, column, last, end)
                counts[inner][place] = max(count, counts[inner].get(place, 0))
    return counts


def read_exceptions(path):
    """(file, text of the line) for each excused region, with the reason."""
    exceptions = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = [field.strip() for field in line.split(" | ")]
        if len(fields) != 3 or not all(fields) or (fields[0], fields[1]) in exceptions:
            sys.exit(f"{path}:{number}: a line is `FILE | text of the line | reason`, and each is there once")
        exceptions[fields[0], fields[1]] = fields[2]
    return exceptions


def main(arguments):
    export = json.loads(pathlib.Path(arguments[0]).read_text())
    exceptions = read_exceptions(pathlib.Path(arguments[1]))
    counts = regions(export)
    if not counts:
        sys.exit("there is no verifying code in what llvm-cov exported")
    root = pathlib.Path("Sources/Attestation")
    present = {str(path.relative_to(root)) for name in VERIFYING for path in root.glob(f"{name}/**/*.swift")}
    missed, excused, used = [], 0, set()
    for name in sorted(counts):
        lines = (root / name).read_text().splitlines()
        # `bytes[...]` names a function that nothing ever calls.
        counts[name] = {place: count for place, count in counts[name].items() if lines[place[0] - 1][place[1] - 1:place[3] - 1] != "..."}
        unreached = sorted(place for place, count in counts[name].items() if count == 0)
        bad = []
        for place in unreached:
            text = lines[place[0] - 1].strip()
            if (name, text) in exceptions:
                used.add((name, text))
                excused += 1
            else:
                bad.append((place, text))
        total = len(counts[name])
        print(f"{total - len(unreached):5} of {total:5} regions  {name}" + (f"  {len(bad)} MISSED" if bad else ""))
        missed += [(name, place, text) for place, text in bad]
    stale = sorted(set(exceptions) - used)
    total = sum(len(places) for places in counts.values())
    reached = sum(count > 0 for places in counts.values() for count in places.values())
    for name, (line, column, last, end), text in missed:
        print(f"not reached: {root / name}:{line}:{column} to {last}:{end}" + (f"  {text}" if "--lines" in arguments else ""))
    for name, text in stale:
        print(f"excuses nothing: {name} | {text}")
    print(f"{reached} of {total} regions of {len(counts)} files reached, {excused} excused, {len(missed)} missed, {len(stale)} stale excuses;"
          f" {len(present - set(counts))} files have no code that runs")
    return 1 if missed or stale else 0


if __name__ == "__main__":
    os.chdir(pathlib.Path(__file__).resolve().parent.parent)
    sys.exit(main(sys.argv[1:]))
