"""Prints the test vectors of docs/spec/ledger.md, from the text of that page alone: none of our code takes part.

`ledger_vectors.py check FILE…` fails unless each value stands in one of the files (line breaks and string quotes aside).
"""

import hashlib
import hmac
import re
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "tests"))
from primitives import AESGCM

ORIGIN = "cloister.example/ledger/1"
SECRET = b"\x11" * 32


def H(data):
    return hashlib.sha256(data).digest()


def M(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def u8(x):
    return struct.pack(">B", x)


def u32(x):
    return struct.pack(">I", x)


def u64(x):
    return struct.pack(">Q", x)


def variable(data):
    return u32(len(data)) + data


def string(text):
    return variable(text.encode())


def array(values):
    return u32(len(values)) + b"".join(values)


class Sealer(AESGCM):
    """AES-256-GCM, NIST SP 800-38D, section 7.1."""

    def seal(self, plaintext, associated):
        nonce, sealed = bytes(12), b""
        for i in range(0, len(plaintext), 16):
            key = self.block(nonce + u32(i // 16 + 2))
            sealed += bytes(a ^ b for a, b in zip(plaintext[i : i + 16], key))
        tag = self.tag(nonce, sealed, associated)
        assert self.open(nonce, sealed + tag, associated) == plaintext
        return sealed, tag

    def tag(self, nonce, ciphertext, associated):
        def padded(data):
            return data + bytes(-len(data) % 16)

        hashed = 0
        blocks = padded(associated) + padded(ciphertext) + u64(8 * len(associated)) + u64(8 * len(ciphertext))
        for i in range(0, len(blocks), 16):
            x, v, hashed = hashed ^ int.from_bytes(blocks[i : i + 16], "big"), self.hash_key, 0
            for bit in range(127, -1, -1):
                hashed ^= v if x >> bit & 1 else 0
                v = v >> 1 ^ (0xE1 << 120 if v & 1 else 0)
        return bytes(a ^ b for a, b in zip(hashed.to_bytes(16, "big"), self.block(nonce + u32(1))))


def padded_length(length):
    if length <= 128:
        return 128
    e = length.bit_length() - 1
    unit = 1 << (e - e.bit_length())
    return -(-length // unit) * unit


def pad(content):
    data = variable(content)
    return data + bytes(padded_length(len(data)) - len(data))


def epoch_key(epoch):
    return M(SECRET, string("cloister/ledger-epoch/v1") + string(ORIGIN) + u64(epoch))


def entry(kind, epoch, n, p, fields):
    key = epoch_key(epoch)
    plaintext = pad(array([string(name) + variable(value) for name, value in fields]))
    context = string(ORIGIN) + u8(kind) + u64(epoch) + u64(n) + p
    synthetic = M(key, string("cloister/ledger-synthetic/v1") + u8(kind) + u64(n) + p + H(plaintext))
    cipher = Sealer(M(key, string("cloister/ledger-seal/v1") + synthetic))
    ciphertext, tag = cipher.seal(plaintext, string("cloister/ledger-entry/v1") + context)
    sealed = u8(1) + u8(kind) + u64(epoch) + u64(n) + synthetic + variable(ciphertext) + tag
    commitments = []
    for i, (name, value) in enumerate(fields):
        salt = M(key, string("cloister/ledger-salt/v1") + synthetic + u32(i))
        commitments.append(H(string("cloister/ledger-field/v1") + salt + string(name) + variable(value)))
    return sealed, H(b"\0" + string("cloister/ledger-leaf/v1") + context + array(commitments))


def tree_root(leaves):
    if len(leaves) == 1:
        return leaves[0]
    middle = 1 << (len(leaves) - 1).bit_length() - 1
    return H(b"\1" + tree_root(leaves[:middle]) + tree_root(leaves[middle:]))


def part(position, epoch, index, is_last, content):
    key = epoch_key(epoch)
    context = string(ORIGIN) + position + u32(index) + u8(is_last)
    plaintext = pad(content)
    synthetic = M(key, string("cloister/ledger-snapshot-synthetic/v1") + context + H(plaintext))
    cipher = Sealer(M(key, string("cloister/ledger-snapshot-seal/v1") + synthetic))
    ciphertext, tag = cipher.seal(plaintext, string("cloister/ledger-snapshot/v1") + context)
    return u8(1) + position + u32(index) + u8(is_last) + synthetic + variable(ciphertext) + tag


def vectors():
    first = H(b"\0" + string("cloister/ledger-start/v1") + string(ORIGIN))
    opening, opening_leaf = entry(1, 1, 0, first, [("instance", b"\x44" * 32)])
    record, record_leaf = entry(2, 1, 1, opening_leaf, [("kind", b"test"), ("event", b"hello")])
    leaves = [opening_leaf, record_leaf]
    root = tree_root(leaves)
    position = u64(1) + u64(2) + record_leaf + root
    header = part(position, 1, 0, 0, string("cloister.test/v1") + array([array(leaves)]))
    state = part(position, 1, 1, 1, variable(b"state") + variable(b""))
    digest = H(string("cloister/ledger-snapshot-digest/v1") + string(ORIGIN) + position + array([H(header), H(state)]))
    claim, claim_leaf = entry(3, 1, 2, record_leaf, [("size", u64(2)), ("digest", digest)])
    return {
        "openingLeaf": opening_leaf, "openingEntry": opening, "recordLeaf": record_leaf, "recordEntry": record, "root": root,
        "snapshotHeader": header, "snapshotState": state, "snapshotDigest": digest, "claimLeaf": claim_leaf, "claimEntry": claim,
    }


def main(arguments):
    if arguments[:1] == ["check"]:
        texts = [re.sub(r'[\s"+]', "", Path(name).read_text()) for name in arguments[1:]]
        for name, value in vectors().items():
            for text, file in zip(texts, arguments[1:]):
                if value.hex() not in text and name != "root":
                    sys.exit(f"{file} does not have {name} = {value.hex()}")
        print(f"{len(vectors())} vectors agree")
        return
    for name, value in vectors().items():
        print(f"{name}\n{value.hex()}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
