#!/usr/bin/env python3
"""Verifies SGX and TDX quotes with PyPI's dcap-qvl, so that tests can compare our verdicts with its, and the benchmark our speed.

usage: dcap_qvl_exchange.py verdicts FOLDER < cases
       dcap_qvl_exchange.py measure FOLDER CASE

A case is a line of JSON: {"quote": FILE, "at": SECONDS, "collateral": FILE or {"tcb_info": FILE, …}, "edits": [[PART, OPERATION, OFFSET, VALUE], …]}.
FOLDER is where files are. `verdicts` answers each case with a line: {"status": …, "advisories": […]} or {"refused": MESSAGE}. `measure` answers each line
of its input, a count, with the seconds that one of so many verifications took by this process's clock; its first line is the verdict.
"""

import functools
import json
import pathlib
import re
import sys
import time

import dcap_qvl

PARTS = ("pck_crl_issuer_chain", "root_ca_crl", "pck_crl", "tcb_info_issuer_chain", "tcb_info", "tcb_info_signature",
         "qe_identity_issuer_chain", "qe_identity", "qe_identity_signature")
BINARY = {"quote", "root_ca_crl", "pck_crl", "tcb_info_signature", "qe_identity_signature"}


@functools.lru_cache(maxsize=None)
def content(folder, name):
    return (folder / name).read_bytes()


def document(body, member):
    """The exact bytes of a member of a vendor's answer, and the signature beside it."""
    text = body.decode()
    start = re.match(r'\s*\{\s*"%s"\s*:\s*' % member, text).end()
    _, end = json.JSONDecoder().raw_decode(text, start)
    return text[start:end].encode(), bytes.fromhex(json.loads(text)["signature"])


def parts(folder, case):
    """Every part of a case as bytes, edits done."""
    collateral = case["collateral"]
    if isinstance(collateral, str):
        held = json.loads(content(folder, collateral))["collateral"]
        found = {part: bytes.fromhex(held[part]) if part in BINARY else held[part].encode() for part in PARTS}
    else:
        found = {part: content(folder, collateral[part]) for part in ("root_ca_crl", "pck_crl", "pck_crl_issuer_chain")}
        found["tcb_info_issuer_chain"] = found["qe_identity_issuer_chain"] = content(folder, collateral["tcb_signing_chain"])
        for part, member in (("tcb_info", "tcbInfo"), ("qe_identity", "enclaveIdentity")):
            found[part], found[part + "_signature"] = document(content(folder, collateral[part]), member)
    found["quote"] = content(folder, case["quote"])
    for part, operation, offset, value in case.get("edits", []):
        # Both documents have the same signer, whose chain is there twice: what changes one changes both.
        names = ("tcb_info_issuer_chain", "qe_identity_issuer_chain") if part == "signing_chain" else (part,)
        for name in names:
            found[name] = edited(found[name], operation, offset, value)
    return found


def edited(data, operation, offset, value):
    if operation == "xor":
        return data[:offset] + bytes([data[offset] ^ value]) + data[offset + 1:]
    if operation == "cut":
        return data[:offset]
    if operation == "remove":
        return data[:offset] + data[offset + 1:]
    if operation == "insert":
        return data[:offset] + bytes([value]) + data[offset:]
    if operation == "append":
        return data + bytes([value]) * offset
    raise ValueError(operation)


def prepared(found):
    values = [found[part] if part in BINARY else found[part].decode() for part in PARTS]
    return found["quote"], dcap_qvl.QuoteCollateralV3(*values)


def verdict(folder, case):
    try:
        quote, collateral = prepared(parts(folder, case))
        report = dcap_qvl.verify(quote, collateral, case["at"])
        return {"status": report.status, "advisories": sorted(report.advisory_ids)}
    except (ValueError, UnicodeDecodeError) as error:
        return {"refused": " ".join(str(error).split())}


def verdicts(folder):
    for line in sys.stdin:
        print(json.dumps(verdict(folder, json.loads(line))))


def measure(folder, case):
    quote, collateral = prepared(parts(folder, case))
    print(json.dumps(verdict(folder, case)), flush=True)
    for line in sys.stdin:
        count = int(line)
        start = time.perf_counter()
        for _ in range(count):
            dcap_qvl.verify(quote, collateral, case["at"])
        print((time.perf_counter() - start) / count, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "verdicts":
        verdicts(pathlib.Path(sys.argv[2]))
    else:
        measure(pathlib.Path(sys.argv[2]), json.loads(sys.argv[3]))
