#!/usr/bin/env python3
"""Says of each line of hexadecimal on the standard input what cbor2 makes of it, so that tests can compare our CBOR with cbor2's.

Prints one line each: the item written again in hexadecimal, or "refused". cbor2 is asked to be as strict as it can be; that it writes another
encoding than it read is how numbers that are too long show.
"""

import sys

import cbor2


def again(line: str) -> str:
    """The item of the line as cbor2 writes it, or why there is none."""
    try:
        item = cbor2.loads(bytes.fromhex(line), max_depth=16, allow_indefinite=False, allow_duplicate_keys=False)
        return cbor2.dumps(item).hex()
    except Exception:  # cbor2 has no one class for all that its input can make it raise.
        return "refused"


def main() -> int:
    for line in sys.stdin:
        print(again(line.strip()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
