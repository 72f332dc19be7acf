#!/usr/bin/env python3
"""Reads a certificate of interoperable RA-TLS with openssl and cbor2, which share no code with us.

usage: ra_tls_reader.py CERTIFICATE.der

Prints "name value" lines: the platform's quote, the nonce if there is one, the hosts, and "binds" if certificate, key, claims and quote belong
together. Ends with status 3 if the certificate is not of the form.
"""

import hashlib
import re
import subprocess
import sys
import tempfile

import cbor2

HASHES = {1: hashlib.sha256, 7: hashlib.sha384, 8: hashlib.sha512}
REPORT_DATA = {b"\x03\x00": slice(368, 432), b"\x04\x00": slice(568, 632), b"CL": slice(96, 160)}


def openssl(*arguments: str, stdin: bytes = b"") -> bytes:
    """What openssl prints."""
    return subprocess.run(["openssl", *arguments], input=stdin, check=True, capture_output=True).stdout


def extension(path: str) -> bytes:
    """The content of the extension 2.23.133.5.4.9, found by openssl's own walk through the certificate."""
    lines = openssl("asn1parse", "-inform", "DER", "-in", path).decode().splitlines()
    places = [index for index, line in enumerate(lines) if re.search(r"OBJECT\s*:2\.23\.133\.5\.4\.9$", line)]
    if len(places) != 1 or "OCTET STRING" not in lines[places[0] + 1]:
        raise ValueError("not exactly one extension, or it is marked critical")
    offset, header, length = map(int, re.match(r"\s*(\d+):d=\d+\s+hl=(\d+)\s+l=\s*(\d+)", lines[places[0] + 1]).groups())
    with open(path, "rb") as file:
        return file.read()[offset + header : offset + header + length]


def main() -> int:
    path = sys.argv[1]
    text = openssl("x509", "-inform", "DER", "-in", path, "-noout", "-text").decode()
    pem = openssl("x509", "-inform", "DER", "-in", path)
    with tempfile.NamedTemporaryFile(suffix=".pem") as trusted:
        trusted.write(pem)
        trusted.flush()
        openssl("verify", "-no_check_time", "-check_ss_sig", "-CAfile", trusted.name, trusted.name)
    key = openssl("pkey", "-pubin", "-outform", "DER", stdin=openssl("x509", "-noout", "-pubkey", stdin=pem))
    value = extension(path)
    item = cbor2.loads(value, allow_indefinite=False, allow_duplicate_keys=False)
    if not isinstance(item, cbor2.CBORTag) or item.tag != 60000 or cbor2.dumps(item) != value:
        raise ValueError("not tag 60000 in its one encoding")
    quote, claims = item.value
    content = cbor2.loads(claims, allow_indefinite=False, allow_duplicate_keys=False)
    if cbor2.dumps(content) != claims:
        raise ValueError("claims not in their one encoding")
    algorithm, digest = cbor2.loads(content["pubkey-hash"])
    if HASHES[algorithm](key).digest() != digest:
        raise ValueError("claims about another key")
    if quote[REPORT_DATA[quote[:2]]] != hashlib.sha256(claims).digest() + bytes(32):
        raise ValueError("a quote over other claims")
    print("quote", quote.hex())
    if "nonce" in content:
        print("nonce", content["nonce"].hex())
    print("hosts", ",".join(re.findall(r"(?:DNS|IP Address):([^,\s]+)", text)))
    print("key", key.hex())
    print("binds")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (ValueError, KeyError, TypeError, subprocess.CalledProcessError, cbor2.CBORDecodeError) as error:
        print(f"{sys.argv[1]}: {error}", file=sys.stderr)
        sys.exit(3)
