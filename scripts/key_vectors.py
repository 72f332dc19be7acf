"""Prints the test vectors of docs/spec/keys.md, from the text of that page alone: none of our code takes part.

`key_vectors.py check FILE…` fails unless each value stands in one of the files (line breaks and string quotes aside).
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


def vectors():
    second = ratchet(KEY, 2, b"\x66" * 32)
    return {
        "kept": record(KEY, 1, 1, b"\x88" * 32),
        "keptLater": record(second, 2, 1, b"\x88" * 32),
        "deletion": record(KEY, 1, 2, bytes(32)),
    }


def main(arguments):
    if arguments[:1] == ["check"]:
        texts = [re.sub(r'[\s"+]', "", Path(name).read_text()) for name in arguments[1:]]
        for name, value in vectors().items():
            for text, file in zip(texts, arguments[1:]):
                if value.hex() not in text:
                    sys.exit(f"{file} does not have {name} = {value.hex()}")
        print(f"{len(vectors())} vectors agree")
        return
    for name, value in vectors().items():
        print(f"{name}\n{value.hex()}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
