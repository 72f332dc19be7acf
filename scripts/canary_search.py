"""Searches an operator's view of a machine for bytes of secrets, raw, in hexadecimal and in base64.

canaries --secret NAME=FILE … --text NAME=TEXT … --under FOLDER … --process PID …
canaries --self-test

Below each folder it reads every file (names too); of each process and all its descendants the argument list and the
environment. It prints what it searched and exits with 1 on a hit.
"""

import argparse
import base64
import mmap
import os
import pathlib
import subprocess
import sys
import tempfile

WINDOW = 24  # bytes of a secret that make a canary
WINDOWS = 4  # canaries of a secret, spread over its length
VARIETY = 12  # different byte values a canary has at least, so that nothing else looks like it


def windows(content):
    """Places in a secret that are long and varied enough to be nobody else's bytes."""
    found = []
    for part in range(WINDOWS):
        start = len(content) * (2 * part + 1) // (2 * WINDOWS)
        for offset in range(start, min(start + 65536, len(content) - WINDOW)):
            if len(set(content[offset : offset + WINDOW])) >= VARIETY:
                found.append(content[offset : offset + WINDOW])
                break
    if not found:
        raise SystemExit("error: a secret has no place varied enough to search for")
    return found


def encodings(canary):
    """The canary as it is, in hexadecimal, and in base64 at each of the three alignments it can have in a longer text."""
    yield "raw", canary
    yield "hexadecimal", canary.hex().encode()
    yield "hexadecimal", canary.hex().upper().encode()
    for shift in range(3):
        padded = b"\0" * shift + canary
        # Only the characters that no neighbouring byte has a part in.
        text = base64.b64encode(padded[: len(padded) // 3 * 3])[-(-shift * 4 // 3) :]
        yield "base64", text
        if b"+" in text or b"/" in text:
            yield "base64", text.replace(b"+", b"-").replace(b"/", b"_")


class Search:
    def __init__(self, secrets):
        self.patterns = [(name, kind, text) for name, canaries in secrets for canary in canaries for kind, text in encodings(canary)]
        self.secrets, self.files, self.bytes, self.processes, self.hits = len(secrets), 0, 0, 0, []

    def look(self, content, place):
        self.bytes += len(content)
        for name, kind, text in self.patterns:
            if content.find(text) >= 0:
                self.hits.append(f"{name} ({kind}) in {place}")

    def folder(self, top):
        def refuse(error):
            raise error

        for folder, folders, names in os.walk(top, onerror=refuse):
            for name in folders + names:
                self.look(os.fsencode(name), f"the name {folder}/{name}")
            for name in names:
                path = pathlib.Path(folder, name)
                if path.is_symlink() or not path.is_file():
                    continue  # a socket or a link holds no bytes of its own
                self.files += 1
                if path.stat().st_size:
                    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                        self.look(content, path)

    def process(self, top):
        for pid in descendants(top):
            for part in ("cmdline", "environ"):
                try:
                    content = pathlib.Path(f"/proc/{pid}/{part}").read_bytes()
                except (FileNotFoundError, ProcessLookupError):
                    if pid == top:
                        raise SystemExit(f"error: process {pid} is gone, and so was not searched")
                    continue  # a child that ended meanwhile
                self.look(content, f"/proc/{pid}/{part}")
            self.processes += 1

    def report(self):
        for hit in self.hits:
            print(f"FOUND {hit}")
        print(
            f"searched {self.files} files and {self.processes} processes, {self.bytes / 1e6:.1f} MB in all, "
            f"for {len(self.patterns)} forms of bytes of {self.secrets} secrets: {len(self.hits) or 'none'} found"
        )
        return 1 if self.hits else 0


def descendants(top):
    """The process and all that descend from it."""
    parents = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                # The second field, in parentheses, may hold anything.
                parents[int(entry.name)] = int((entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    found = [top]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def self_test():
    """Plants each form of a canary where it must be found; fails if one is missed, or found where none was planted."""
    secret = bytes((index * 167 + index // 7) % 256 for index in range(4096))
    secrets = [("photo", windows(secret)), ("labels", [b"a striped house cat"])]
    planted = 0
    with tempfile.TemporaryDirectory() as folder:
        for shift in range(3):
            inner = b"-" * shift + secret + b"-"
            for text in (inner, inner.hex().encode(), inner.hex().upper().encode(), base64.b64encode(inner), base64.urlsafe_b64encode(inner)):
                pathlib.Path(folder, "log").write_bytes(b"begin " + text + b" end")
                search = Search(secrets)
                search.folder(folder)
                assert search.hits and all(hit.startswith("photo") for hit in search.hits), "a planted canary was missed"
                planted += 1
        pathlib.Path(folder, "log").write_bytes(bytes(range(256)) * 64)
        search = Search(secrets)
        search.folder(folder)
        assert not search.hits, "a canary was found that nobody planted"
        for place in ({"args": ["sleep 60; : a striped house cat"]}, {"args": ["sleep 60"], "env": {"LABEL": "a striped house cat"}}):
            child = subprocess.Popen(["/bin/sh", "-c", place["args"][0] + "; :"], env=place.get("env", {}), stderr=subprocess.DEVNULL)
            try:
                search = Search(secrets)
                search.process(child.pid)
                assert search.hits, "a canary in a process was missed"
                planted += 1
            finally:
                for pid in reversed(descendants(child.pid)):
                    os.kill(pid, 15)
                child.wait()
    print(f"the search finds what is there: {planted} planted canaries, {planted} found")
    return 0


def main():
    parser = argparse.ArgumentParser(prog="canaries")
    pair = lambda text: tuple(text.split("=", 1))
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--secret", metavar="NAME=FILE", type=pair, action="append", default=[])
    parser.add_argument("--text", metavar="NAME=TEXT", type=pair, action="append", default=[])
    parser.add_argument("--under", metavar="FOLDER", action="append", default=[])
    parser.add_argument("--process", metavar="PID", type=int, action="append", default=[])
    options = parser.parse_args()
    if options.self_test:
        return self_test()
    if not (options.secret or options.text) or not (options.under or options.process):
        parser.error("name at least one secret and one place to search")
    secrets = [(name, windows(pathlib.Path(path).read_bytes())) for name, path in options.secret]
    secrets += [(name, [text.encode()]) for name, text in options.text]
    search = Search(secrets)
    for folder in options.under:
        search.folder(folder)
    for pid in options.process:
        search.process(pid)
    return search.report()


if __name__ == "__main__":
    sys.exit(main())
