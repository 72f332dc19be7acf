"""Recomputes the recorded sessions from docs/spec/attested-session.md, with nothing of Cloister's own code."""

import hashlib
import hmac
import pathlib
import unittest

from primitives import AESGCM, HPKEExporter, XWing, expand, p256_verify

VECTORS = pathlib.Path(__file__).resolve().parents[2] / "Tests/AttestedSessionTests/Vectors"


def u(value, size):
    return value.to_bytes(size, "big")


def variable(data):
    return u(len(data), 4) + data


def string(text):
    return variable(text.encode())


def h(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def report_data(label, transcript_hash):
    return h(string("cloister/report-data/v1"), string(label), variable(transcript_hash)) + bytes(32)


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise ValueError("the input ends inside a field")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, size):
        return int.from_bytes(self.take(size), "big")

    def variable(self):
        return self.take(self.number(4))

    def optional(self, read):
        return read() if self.number(1) else None

    def channel(self):
        if self.number(1) == 0:
            return None
        return self.take(32), self.optional(lambda: self.take(32))

    def head(self):
        return self.number(4), self.number(8), self.take(32)

    def end(self):
        if self.at != len(self.data):
            raise ValueError("bytes follow the value")


def padme(length):
    exponent = length.bit_length() - 1
    significant = exponent.bit_length()
    step = 1 << max(0, exponent - significant)
    return (length + step - 1) // step * step


class Session(unittest.TestCase):
    def check(self, name):
        lines = (VECTORS / f"session-v1-{name}.txt").read_text().splitlines()
        v = {key: bytes.fromhex(value) for key, value in (line.split(": ") for line in lines if not line.startswith("#"))}

        hello = Reader(v["m1"])
        self.assertEqual((hello.number(1), hello.number(2), hello.number(2)), (1, 1, 1))
        role, _ = hello.number(1), hello.number(1)
        channel, nonce = hello.channel(), hello.take(32)
        hello.optional(hello.variable)
        release = hello.optional(hello.head)
        hello.end()
        self.assertEqual(nonce, v["initiator-nonce"])

        offer = Reader(v["m2"])
        self.assertEqual(offer.number(1), 2)
        start = offer.at
        self.assertEqual(offer.take(32), v["responder-nonce"])
        key = XWing(v["responder-seed"])
        self.assertEqual(offer.take(1216), key.public)
        offer.variable()
        self.assertEqual(offer.optional(offer.head), release)
        offer.take(32), offer.variable()
        self.assertEqual(offer.channel(), channel)
        core = v["m2"][start : offer.at]
        start = offer.at
        size, index = offer.number(8), offer.number(8)
        path = [offer.take(32) for _ in range(offer.number(4))]
        proof, evidence = v["m2"][start : offer.at], v["m2"][offer.at :]
        self.assertEqual(evidence, v["responder-evidence"])

        th1 = h(string("cloister/session-th1/v1"), variable(v["m1"]), variable(core))
        self.assertEqual(th1, v["th1"])
        leaf = h(b"\0", th1)
        self.assertEqual(leaf, v["leaf"])
        root, place, last = leaf, index, size - 1
        for sibling in path:
            self.assertNotEqual(last, 0)
            if place % 2 or place == last:
                root = h(b"\1", sibling, root)
                while place and place % 2 == 0:
                    place, last = place // 2, last // 2
            else:
                root = h(b"\1", root, sibling)
            place, last = place // 2, last // 2
        self.assertEqual((last, root), (0, v["root"]))
        quoted = report_data("cloister/session-responder/v1", h(string("cloister/session-batch/v1"), u(size, 8), root))
        self.assertEqual(quoted, v["responder-report-data"])

        quote = h(string("cloister/session-quote/v1"), proof, h(string("cloister/evidence/v1"), evidence))
        th2 = h(string("cloister/session-th2/v1"), th1, quote, v["encapsulation"])
        self.assertEqual(th2, v["th2"])
        th3 = h(string("cloister/session-th3/v1"), th2, variable(v["credential"]))
        self.assertEqual(th3, v["th3"])
        if role == 0:
            signed = string("cloister/session-party/v1") + th2
            self.assertEqual(signed, v["signature-input"])
            self.assertEqual((v["credential"][0], len(v["credential"])), (1, 130))
            self.assertTrue(p256_verify(v["credential"][1:66], v["credential"][66:], signed))
            self.assertFalse(p256_verify(v["credential"][1:66], v["credential"][66:], signed + b"\0"))
        else:
            self.assertEqual(report_data("cloister/session-initiator/v1", th2), v["initiator-report-data"])

        exporter = HPKEExporter(key.decapsulate(v["encapsulation"]), string("cloister/session-hpke/v1") + th1)
        keys = lambda purpose, th, size=32: exporter.export(string("cloister/session-key/v1") + string(purpose) + th, size)
        third = Reader(v["m3"])
        self.assertEqual((third.number(1), third.take(1120)), (3, v["encapsulation"]))
        self.assertEqual(AESGCM(keys("credential", th2)).open(bytes(12), third.variable(), th2), v["credential"])
        self.assertEqual(third.take(32), hmac.digest(keys("initiator finished", th3), th3, "sha256"))
        third.end()
        fourth = Reader(v["m4"])
        self.assertEqual(fourth.number(1), 4)
        accepted = AESGCM(keys("accept", th3)).open(bytes(12), fourth.variable(), th3)
        fourth.end()
        session = keys("session identifier", th3, 16)
        self.assertEqual(session, v["session-id"])
        self.assertEqual(accepted, hmac.digest(keys("responder finished", th3), th3, "sha256") + session + u(3600, 4))
        self.check_call(v, session, keys("session secret", th3))

    def check_call(self, v, session, secret):
        contents = {
            "client": [v["client-header"], b"a request", b""],
            "server": [u(0, 4), b"an answer", v["server-status"]],
        }
        for direction, name in enumerate(["client", "server"]):
            both = expand(secret, string("cloister/session-call/v1") + u(direction, 1) + v["call-id"], 64)
            self.assertEqual(both, v[f"{name}-sealing-key"] + v[f"{name}-nonce-key"])
            for sequence, content in enumerate(contents[name]):
                record = v[f"{name}-record-{sequence}"]
                padded = variable(content) + bytes(padme(4 + len(content)) - 4 - len(content))
                associated = session + v["call-id"] + u(direction, 1) + u(sequence, 8) + record[:1]
                part = hmac.digest(both[32:], associated + padded, "sha256")[:8]
                self.assertEqual(record[:9], bytes([sequence]) + part)
                self.assertEqual(AESGCM(both[:32]).open(u(sequence, 4) + part, record[9:], associated), padded)

    def test_a_party(self):
        self.check("party")

    def test_an_executor(self):
        self.check("executor")

    def test_one_quote_for_three(self):
        self.check("batch")


if __name__ == "__main__":
    unittest.main()
