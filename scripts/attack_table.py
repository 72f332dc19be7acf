"""Joins the attacks of docs/attacks.tsv with the tests that name their numbers, as in `[60] A truncated stream is refused`.

attack_table.py check ATTACKS            the file has every number once, in order
attack_table.py table ATTACKS RESULTS    a line for each attack; fails if a test that covers one failed
attack_table.py summary RESULTS          `N passed, N failed, N skipped`; fails if one failed or none ran
"""

import collections
import os
import re
import sys
import xml.etree.ElementTree

OUTCOMES = {"R": "reject", "B": "bound"}
MARKS = re.compile(r"(?:\[\d+\])+")


def attacks(path):
    """The attacks of a file of three columns: number, R (reject and alarm) or B (stays within a bound), text."""
    found = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith("#"):
                continue
            number, outcome, text = line.rstrip("\n").split("\t")
            found.append((int(number), OUTCOMES[outcome], text))
    if [number for number, _, _ in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"{path}: the numbers do not run from 1 to {len(found)}")
    return found


def results(path):
    """The name and result (`passed`, `failed` or `skipped`) of each test in a JUnit file written by `swift test`."""
    for case in xml.etree.ElementTree.parse(path).iter("testcase"):
        name = re.sub(r"^`(.*)`\(.*\)$", r"\1", case.get("name"), flags=re.DOTALL)
        if case.find("failure") is not None or case.find("error") is not None:
            yield name, "failed"
        else:
            yield name, "skipped" if case.find("skipped") is not None else "passed"


def coverage(tests):
    """The tests of each attack: those whose name begins with its number, or with several."""
    covering = collections.defaultdict(list)
    for name, result in tests:
        marks = MARKS.match(name)
        for number in re.findall(r"\d+", marks.group()) if marks else []:
            covering[int(number)].append((name[marks.end() :].strip(), result))
    return covering


def table(attacks_path, results_path):
    covering, listed = coverage(results(results_path)), attacks(attacks_path)
    unknown = sorted(set(covering) - {number for number, _, _ in listed})
    failed = 0
    for number, outcome, text in listed:
        tests = covering.get(number, [])
        failed += sum(result == "failed" for _, result in tests)
        # A skipped test has shown nothing.
        shown = "; ".join(f"{name}: {result}" for name, result in tests) or "not yet"
        print(f"{number:3}  {text} ({outcome})  |  {shown}")
    covered = sum(any(result == "passed" for _, result in covering.get(number, [])) for number, _, _ in listed)
    print(f"\n{covered} of {len(listed)} attacks are covered, {failed} covering tests failed.")
    if unknown:
        print(f"error: tests name attacks that {attacks_path} does not list: {unknown}", file=sys.stderr)
    return 1 if failed or unknown else 0


def summary(results_path):
    if not os.path.exists(results_path):
        print(f"error: {results_path} is missing: the tests crashed before they could write it", file=sys.stderr)
        return 1
    counts = collections.Counter(result for _, result in results(results_path))
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    return 1 if counts["failed"] or not counts["passed"] else 0


def main(arguments):
    match arguments:
        case ["check", path]:
            attacks(path)
            return 0
        case ["table", attacks_path, results_path]:
            return table(attacks_path, results_path)
        case ["summary", results_path]:
            return summary(results_path)
    print(__doc__, file=sys.stderr)
    return 64


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
