#!/usr/bin/env python3
"""Verifies attestation results (EAR) as PyPI's joserfc reads JSON Web Tokens, so that tests can ask somebody else whether ours hold.

Each line of the standard input is {"key": PUBLIC KEY IN PEM, "token": TOKEN}. Each is answered by a line: {"claims": {…}} or {"refused": WHY}.
Names, types and ranges are those of draft-ietf-rats-ear-04 (sections 3 and 3.1), RFC 9711 (4.1, 4.2.18, 4.3.1) and draft-ietf-rats-ar4si-09 (2.3.2).
"""

import base64
import json
import sys

from joserfc import jwt
from joserfc.jwk import ECKey

PROFILE = "tag:ietf.org,2026:rats/ear#04"
TIERS = ("none", "affirming", "warning", "contraindicated")
PARTS = {"instance-identity", "configuration", "executables", "file-system", "hardware", "runtime-opaque", "storage-opaque", "sourced-data"}
EAR = {"eat_profile", "ear_status", "iat", "exp", "ear_verifier_id", "ear_raw_evidence", "submods", "eat_nonce"}
APPRAISAL = {"eat_profile", "ear_status", "ear_trustworthiness_vector", "ear_appraisal_policy_ids", "eat_nonce", "ear_attester_claims",
             "ear_verifier_claims"}


def demand(holds, what):
    if not holds:
        raise ValueError(what)


def tier(value):
    """The tier of a trustworthiness claim's value, as its place in TIERS."""
    demand(isinstance(value, int) and not isinstance(value, bool) and -128 <= value <= 127, "a value of the vector")
    for place, (low, high) in enumerate(((-1, 1), (-32, 31), (-96, 95), (-128, 127))):
        if low <= value <= high:
            return place
    raise AssertionError


def check_nonce(claims):
    if "eat_nonce" in claims:
        text = claims["eat_nonce"]
        demand(isinstance(text, str) and 12 <= len(text) <= 88, "eat_nonce's length")
        demand(8 <= len(base64.b64decode(text, validate=True)) <= 64, "eat_nonce's bytes")


def check_appraisal(claims):
    demand(set(claims) <= APPRAISAL, "an appraisal's claims")
    demand(claims["ear_status"] in TIERS, "ear_status")
    vector = claims["ear_trustworthiness_vector"]
    demand(vector and set(vector) <= PARTS, "ear_trustworthiness_vector")
    demand(TIERS.index(claims["ear_status"]) >= max(map(tier, vector.values())), "ear_status is better than the vector's worst")
    for name in ("ear_attester_claims", "ear_verifier_claims"):
        demand(name not in claims or isinstance(claims[name], dict) and claims[name], name)
    check_nonce(claims)


def check(token):
    demand(token.header.get("alg") == "ES256" and token.header.get("typ") == "JWT", "the header")
    claims = token.claims
    demand(set(claims) <= EAR, "the claims")
    demand(claims["eat_profile"] == PROFILE, "eat_profile")
    demand(type(claims["iat"]) is int, "iat")
    identity = claims["ear_verifier_id"]
    demand(set(identity) == {"build", "developer"} and all(isinstance(text, str) for text in identity.values()), "ear_verifier_id")
    check_nonce(claims)
    demand(claims["submods"], "submods")
    for appraisal in claims["submods"].values():
        check_appraisal(appraisal)
    worst = max(TIERS.index(appraisal["ear_status"]) for appraisal in claims["submods"].values())
    demand("ear_status" not in claims or TIERS.index(claims["ear_status"]) >= worst, "the whole's ear_status")
    return claims


def answer(line):
    try:
        one = json.loads(line)
        return {"claims": check(jwt.decode(one["token"], ECKey.import_key(one["key"]), algorithms=["ES256"]))}
    except Exception as error:  # joserfc has no one class for all that a token can make it raise.
        return {"refused": f"{type(error).__name__}: {error}"}


def main():
    for line in sys.stdin:
        print(json.dumps(answer(line)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
