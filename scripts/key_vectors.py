"""Prints the test vectors of docs/spec/keys.md, from the text of that page alone: none of our code takes part.

`key_vectors.py check PAGE FILE…` fails unless each value stands on the page and in one of the files (line breaks and string quotes aside).
"""

import re
import sys
from pathlib import Path

from ledger_vectors import ORIGIN, H, M, Sealer, string, u8, u64

ASSET = b"\x77" * 16
KEY = b"\x55" * 32


def ratchet(key, number, fresh):
    return M(key, string("cloister/asset-key-ratchet/v1") + string(ORIGIN) + u64(number) + fresh)


def record(key, number, kind, content):
    context = string(ORIGIN) + u64(number) + u8(kind) + ASSET
    synthetic = M(key, string("cloister/asset-key-synthetic/v1") + context + H(content))
    cipher = Sealer(M(key, string("cloister/asset-key-seal/v1") + synthetic))
    ciphertext, tag = cipher.seal(content, string("cloister/asset-key/v1") + context)
    return u8(kind) + ASSET + synthetic + ciphertext + tag


def times(a, b):
    product = 0
    for bit in range(8):
        product ^= (a << bit) * (b >> bit & 1)
    for bit in range(14, 7, -1):
        product ^= (0x11B << (bit - 8)) * (product >> bit & 1)
    return product


def share(x):
    # The secret 99, the coefficients aa of x and bb of x²: byte by byte the same.
    return bytes([0x99 ^ times(0xAA, x) ^ times(0xBB, times(x, x))])


def recovered(secret, head, content):
    label = string("cloister/recovery-seal/v1") + head
    ciphertext, tag = Sealer(M(secret, label)).seal(content, label)
    return ciphertext + tag


def vectors():
    second = ratchet(KEY, 2, b"\x66" * 32)
    return {
        "kept": record(KEY, 1, 1, b"\x88" * 32),
        "keptLater": record(second, 2, 1, b"\x88" * 32),
        "shares": b"".join(share(x) for x in range(1, 6)),
        "commitment": H(string("cloister/recovery-commitment/v1") + string(ORIGIN) + u64(7) + u8(2) + share(2) * 32),
        "sealed": recovered(b"\x99" * 32, b"\xcc" * 32, b"\xdd" * 40),
        "deletion": record(KEY, 1, 2, bytes(32)),
    }


def main(arguments):
    if arguments[:1] == ["check"]:
        texts = [re.sub(r'[\s"+]', "", Path(name).read_text()) for name in arguments[1:]]
        for name, value in vectors().items():
            if value.hex() not in texts[0] or not any(value.hex() in text for text in texts[1:]):
                sys.exit(f"page or tests do not have {name} = {value.hex()}")
        print(f"{len(vectors())} vectors agree")
        return
    for name, value in vectors().items():
        print(f"{name}\n{value.hex()}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
