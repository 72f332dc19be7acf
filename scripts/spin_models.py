"""Runs Spin over models/: every variant must hold or fail as models/variants.tsv says, and recorded traces must be behaviours."""
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import spin_trace

MODELS = pathlib.Path(__file__).resolve().parent.parent / "models"
# A weakened model is searched to growing depths, so that the attack which is printed is a short one.
DEPTHS = [24, 32, 40, 50, 65, 80, 100, 130, 160]
UNBOUNDED = 1_000_000
MEMORY_MEGABYTES = 6000
WITHIN_SECONDS = 600


class Failure(Exception):
    """What went wrong, in a sentence."""


def build(folder, model, defines, optimise="-O2"):
    """Compiles a model into folder/pan."""
    for file in MODELS.glob("*.pml"):
        (folder / file.name).write_bytes(file.read_bytes())
    flags = [f"-D{name}" for name in defines]
    run(["spin", "-a", *flags, f"{model}.pml"], folder)
    run(["gcc", optimise, "-w", "-DSAFETY", "-DNOFAIR", f"-DMEMLIM={MEMORY_MEGABYTES}", "-o", "pan", "pan.c"], folder)


def run(command, folder):
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=WITHIN_SECONDS, stdin=subprocess.DEVNULL)
    if result.returncode != 0:
        raise Failure(f"{' '.join(command)} failed:\n{result.stdout}{result.stderr}")
    return result.stdout


class Search:
    """One run of the checker."""

    def __init__(self, folder, depth):
        command = ["./pan", "-E", f"-m{depth}"]
        self.text = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=WITHIN_SECONDS, stdin=subprocess.DEVNULL).stdout
        violated = re.search(r"assertion violated \(?(\w+)", self.text)
        self.violated = violated and violated.group(1)
        self.states = self.number(r"(\d+(?:\.\d+)?(?:e\+\d+)?) states, stored")
        self.depth = self.number(r"depth reached (\d+)")

    def number(self, pattern):
        found = re.search(pattern, self.text)
        return int(float(found.group(1))) if found else None

    def incomplete(self):
        """Why the search does not cover everything; None if it does."""
        for sign in ["max search depth too small", "out of memory", "Search not completed", "aborted", "hash array resized to maximum"]:
            if sign in self.text:
                return sign
        if "errors: 0" not in self.text or self.states is None:
            return "no result"
        return None


def attack(folder, model, defines):
    """The trail in words."""
    flags = [f"-D{name}" for name in defines]
    trail = subprocess.run(
        ["spin", "-t", *flags, f"{model}.pml"], cwd=folder, capture_output=True, text=True, timeout=WITHIN_SECONDS,
        stdin=subprocess.DEVNULL).stdout
    lines = [line.strip() for line in trail.splitlines()]
    end = next((at for at, line in enumerate(lines) if line.startswith("spin: ")), len(lines))
    return [line for line in lines[:end] if line]


def check(model, defines, expected):
    """The line to print; throws if it is not as expected."""
    with tempfile.TemporaryDirectory(prefix="cloister-model-") as name:
        folder = pathlib.Path(name)
        build(folder, model, defines)
        if expected == "holds":
            search = Search(folder, UNBOUNDED)
            if search.violated:
                raise Failure(f"{search.violated} fails:\n  " + "\n  ".join(attack(folder, model, defines)))
            if search.incomplete():
                raise Failure(f"the search was not exhaustive: {search.incomplete()}")
            return f"holds in all {search.states:,} states, depth {search.depth}", []
        for depth in [UNBOUNDED] if expected == "never_completes" else [*DEPTHS, UNBOUNDED]:
            search = Search(folder, depth)
            if search.violated:
                break
        if search.violated != expected:
            raise Failure(f"{expected} was to fail, and {search.violated or 'nothing'} did")
        return f"{expected} fails, as it must", attack(folder, model, defines)


def variants():
    for line in (MODELS / "variants.tsv").read_text().splitlines():
        if line and not line.startswith("#"):
            model, defines, expected, words = line.split("\t")
            yield model, [] if defines == "-" else defines.split(), expected, words


def check_all(wanted):
    passed, failed, start = 0, 0, time.monotonic()
    for model, defines, expected, words in variants():
        title = " ".join([model, *defines])
        if wanted and not any(word in title.split() for word in wanted):
            continue
        try:
            result, steps = check(model, defines, expected)
        except (Failure, subprocess.TimeoutExpired) as failure:
            failed += 1
            print(f"FAILED  {title}: {failure}", flush=True)
            continue
        passed += 1
        print(f"{title}: {result} ({words})", flush=True)
        for number, step in enumerate(steps, 1):
            print(f"    {number:2} {step}", flush=True)
    print(f"models: {passed} passed, {failed} failed, in {time.monotonic() - start:.0f} s")
    return 1 if failed or not passed else 0


def replay(paths):
    status = 0
    for path in paths:
        model, header = spin_trace.header(pathlib.Path(path).read_text())
        with tempfile.TemporaryDirectory(prefix="cloister-model-") as name:
            folder = pathlib.Path(name)
            (folder / "recorded.h").write_text(header)
            build(folder, model, ["TRACE"], optimise="-O0")
            search = Search(folder, UNBOUNDED)
        if search.violated == "trace_cannot_be_followed":
            print(f"{path}: a behaviour of {model}.pml")
        else:
            print(f"{path}: NOT a behaviour of {model}.pml" + (f" ({search.incomplete()})" if search.incomplete() else ""))
            status = 1
    return status


def main(arguments):
    try:
        if arguments[:1] == ["replay"] and arguments[1:]:
            return replay(arguments[1:])
        return check_all(arguments)
    except (Failure, spin_trace.Malformed, OSError) as failure:
        print(f"error: {failure}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
