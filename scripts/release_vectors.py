"""Writes and checks the vectors of docs/spec/releases.md without any code of Cloister: Python's own library, and openssl to sign and verify.

usage: release_vectors.py write FILE | check FILE
"""

import base64
import hashlib
import re
import struct
import subprocess
import sys
import tempfile

ORIGIN = "cloister.example/releases"
DASH = "\u2014"


def openssl(*arguments, data=b""):
    return subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=True).stdout


def temporary(data):
    file = tempfile.NamedTemporaryFile()
    file.write(data)
    file.flush()
    return file


class Auditor:
    """Odd numbers sign with P-256, even ones with Ed25519; the secret is the number 32 times."""

    def __init__(self, number):
        self.name = f"auditor{number}.example"
        secret = bytes([number]) * 32
        if number % 2:
            self.algorithm = 2
            self.private = bytes.fromhex("303102010104" "20") + secret + bytes.fromhex("a00a06082a8648ce3d030107")
            self.public = openssl("ec", "-inform", "DER", "-pubout", "-outform", "DER", data=self.private)
            self.id = hashlib.sha256(self.public).digest()[:4]
        else:
            self.algorithm = 1
            self.private = bytes.fromhex("302e020100300506032b657004220420") + secret
            self.public = openssl("pkey", "-inform", "DER", "-pubout", "-outform", "DER", data=self.private)[-32:]
            self.id = hashlib.sha256(self.name.encode() + b"\n\x01" + self.public).digest()[:4]

    @property
    def verifier(self):
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.algorithm]) + self.public).decode()}"

    def sign(self, text):
        with temporary(self.private) as key, temporary(text) as message:
            if self.algorithm == 1:
                value = openssl("pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey", key.name, "-in", message.name)
            else:
                value = openssl("dgst", "-sha256", "-keyform", "DER", "-sign", key.name, message.name)
        return f"{DASH} {self.name} {base64.b64encode(self.id + value).decode()}\n"


def verify(verifier, text, signature):
    """Whether a signature holds under a verifier key."""
    key = base64.b64decode(verifier.split("+", 2)[2])
    der = key[1:] if key[0] == 2 else bytes.fromhex("302a300506032b6570032100") + key[1:]
    with temporary(der) as public, temporary(text) as message, temporary(signature) as value:
        common = ["-keyform", "DER"]
        if key[0] == 1:
            command = ["pkeyutl", "-verify", "-rawin", "-pubin", *common, "-inkey", public.name, "-sigfile", value.name, "-in", message.name]
        else:
            command = ["dgst", "-sha256", *common, "-verify", public.name, "-signature", value.name, message.name]
        return subprocess.run(["openssl", *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def auditor_set(version, numbers, threshold, bad):
    keys = sorted(Auditor(number).verifier for number in numbers)
    head = f"cloister/auditor-set/v1\norigin {ORIGIN}\nset {version}\nthreshold {threshold}\nassumed-bad {bad}\n"
    return head + "".join(f"auditor {key}\n" for key in keys)


def manifest(version, sequence, previous, begin, lists):
    head = (
        f"cloister/release-manifest/v1\norigin {ORIGIN}\nset {version}\nsequence {sequence}\nprevious {previous}\n"
        f"not-before {begin}\nnot-after {begin + 604800}\nminimum-security-version 3\n"
    )
    return head + "".join(f"{name} {value}\n" for name, value in lists)


def note(text, numbers):
    return text + "\n" + "".join(Auditor(number).sign(text.encode()) for number in numbers)


def variable(data):
    return struct.pack(">I", len(data)) + data


def chain(notes):
    return variable(b"cloister/release-chain/v1") + struct.pack(">I", len(notes)) + b"".join(variable(n.encode()) for n in notes)


def memory(root, head, time, notes):
    version, sequence, name = head
    body = variable(b"cloister/release-memory/v1") + bytes.fromhex(root)
    body += b"\x01" + struct.pack(">IQ", version, sequence) + bytes.fromhex(name)
    body += struct.pack(">Q", time) + chain(notes) + struct.pack(">I", 0)
    return body + hashlib.sha256(body).digest()


def vectors():
    software = lambda number: "software-tee:" + bytes([number]).hex() * 32
    day, begin = 86400, 1790000000
    first = auditor_set(1, [1, 2, 3], 2, 0)
    second = auditor_set(2, [2, 3, 4, 5], 3, 1)
    one = manifest(1, 1, digest(first), begin, [("control", software(1)), ("executor", software(2))])
    two = manifest(
        1, 2, digest(one), begin + day,
        [("control", software(1)), ("control", software(3)), ("control-configuration", "06" * 32), ("executor", software(4)),
         ("executor-configuration", "07" * 32), ("executor-configuration", "08" * 32), ("revoked", software(2))])
    change = f"cloister/auditor-set-change/v1\nprevious-set {digest(first)}\nlast-manifest 2 {digest(two)}\n" + second
    three = manifest(2, 1, digest(second), begin + 2 * day, [("control", software(3)), ("executor", software(4))])
    notes = [note(one, [1, 2]), note(two, [2, 3]), note(change, [1, 2, 4, 5]), note(three, [3, 4, 5])]
    everything = chain(notes)
    remembered = memory(digest(first), (2, 1, digest(three)), begin + 2 * day + 5, notes)
    return [
        ("set 1", first), ("set 2", second), ("manifest 1", notes[0]), ("manifest 2", notes[1]), ("change", notes[2]),
        ("manifest 2/1", notes[3]),
        ("digests", "".join(f"{name} {digest(text)}\n" for name, text in [
            ("set-1", first), ("set-2", second), ("manifest-1", one), ("manifest-2", two), ("manifest-2/1", three)])
            + f"chain {hashlib.sha256(everything).hexdigest()}\nmemory {hashlib.sha256(remembered).hexdigest()}\n"),
    ]


def read(path):
    text = open(path, encoding="utf-8").read()
    return {name: body for name, body in re.findall(r"^>>> (.+)\n((?:(?!>>> ).*\n)*)", text, re.M)}


def check(path):
    """Checks every signature line and every link of the file."""
    sections = read(path)
    keys = {}
    for name in ("set 1", "set 2"):
        for line in sections[name].splitlines():
            if line.startswith("auditor "):
                key = line.removeprefix("auditor ")
                keys[(key.split("+")[0], key.split("+")[1])] = key
    texts, lines = {}, 0
    for name, body in sections.items():
        if name.startswith("set") or name == "digests":
            texts[name] = body
            continue
        text, signatures = body.rsplit("\n\n", 1)
        texts[name] = text + "\n"
        for line in signatures.splitlines():
            _, signer, value = line.split(" ")
            value = base64.b64decode(value)
            assert verify(keys[(signer, value[:4].hex())], texts[name].encode(), value[4:]), f"{name}: {signer}"
            lines += 1
    for before, after in (("set 1", "manifest 1"), ("manifest 1", "manifest 2"), ("set 2", "manifest 2/1")):
        assert f"previous {digest(texts[before])}\n" in texts[after], after
    assert f"previous-set {digest(texts['set 1'])}\nlast-manifest 2 {digest(texts['manifest 2'])}\n" in texts["change"]
    assert texts["change"].endswith(texts["set 2"])
    print(f"{len(sections)} sections, {lines} signatures, all links: good")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["write", path]:
            with open(path, "w", encoding="utf-8") as file:
                file.write("".join(f">>> {name}\n{body}" for name, body in vectors()))
        case ["check", path]:
            check(path)
        case _:
            sys.exit(__doc__)
