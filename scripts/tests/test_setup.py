"""Tests of scripts/setup: what it says where something is missing, and that it needs no network where nothing is."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
# What the script calls before anything is fetched; everything else is absent from its PATH.
TOOLS = "bash bwrap cat cut comm dirname env find flock grep head id mkdir sed sha256sum sort true uname".split()
NOBODY = 65534


class IncompleteMachineTests(unittest.TestCase):
    """A copy of the script on a machine that a few programs of ours pretend."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.root.chmod(0o755)
        scripts = self.root / "project/scripts"
        scripts.mkdir(parents=True)
        for name in ("setup", "common.sh", "debian-packages.txt"):
            shutil.copy(PROJECT / "scripts" / name, scripts)
        # This machine may have a toolchain in the usual folder; the pretended one has none there.
        common = scripts / "common.sh"
        common.write_text(common.read_text().replace("/opt/swift/", f"{self.root}/opt/swift/"))
        self.bin = self.root / "bin"
        self.bin.mkdir()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.program("swift", "echo 'Swift version 6.3.1 (swift-6.3.1-RELEASE)'")
        self.program("dpkg-query", 'case "${!#}" in ' + "jq | make) exit 1 ;; *) printf installed ;; esac")
        self.program("apt-get", f'echo "$*" >>{self.root}/apt-get.log')

    def program(self, name, body):
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!{shutil.which('bash')}\n{body}\n")
        path.chmod(0o755)

    def everything_is_installed(self):
        self.program("dpkg-query", "printf installed")

    def run_setup(self, *, root=False):
        command = [str(self.bin / "bash"), str(self.root / "project/scripts/setup")]
        if not root and os.geteuid() == 0:
            command = [shutil.which("setpriv"), f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command]
        if root and os.geteuid() != 0:
            command = [shutil.which("unshare"), "--map-root-user", *command]
        return subprocess.run(command, env={"PATH": str(self.bin)}, capture_output=True, text=True, stdin=subprocess.DEVNULL)

    def assert_nothing_was_done(self):
        self.assertFalse((self.root / "apt-get.log").exists())
        self.assertFalse((self.root / "project/.wheels").exists())

    def test_without_root_missing_packages_are_named_with_what_to_type(self):
        done = self.run_setup()
        self.assertEqual(done.returncode, 1)
        self.assertIn("Debian packages are missing: jq make\n", done.stderr)
        self.assertIn("\nType: sudo apt-get update && sudo apt-get install jq make\n", done.stderr)
        self.assertNotIn("Swift", done.stderr)
        self.assert_nothing_was_done()

    def test_as_root_exactly_the_missing_packages_are_installed(self):
        self.program("bwrap", "exit 1")
        done = self.run_setup(root=True)
        self.assertEqual(
            (self.root / "apt-get.log").read_text().splitlines(),
            ["update -qq", "install -y -qq --no-install-recommends jq make"],
        )
        # Here the script ends: jails cannot be made on this machine.
        self.assertEqual(done.returncode, 1)
        self.assertIn("bubblewrap cannot create namespaces", done.stderr)

    def test_an_installation_that_fails_ends_the_script_with_a_sentence(self):
        self.program("apt-get", "exit 100")
        done = self.run_setup(root=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("apt-get could not fetch its package lists", done.stderr)

    def test_without_a_toolchain_it_says_where_to_get_one(self):
        self.everything_is_installed()
        (self.bin / "swift").unlink()
        done = self.run_setup()
        self.assertEqual(done.returncode, 1)
        self.assertIn("There is no Swift toolchain on the PATH", done.stderr)
        self.assertIn("https://www.swift.org/install/linux/", done.stderr)
        self.assertIn("export PATH=/opt/swift/usr/bin:$PATH", done.stderr)
        self.assertNotIn("Debian packages", done.stderr)
        self.assert_nothing_was_done()

    def test_a_toolchain_of_another_version_is_named(self):
        self.everything_is_installed()
        for said, named in (
            ("Swift version 5.10.1 (swift-5.10.1-RELEASE)", "Swift 5.10.1 at "),
            ("Swift version 6.30 (swift-6.30-RELEASE)", "Swift 6.30 at "),
            ("Apple Swift version 6.2.3 (swiftlang-6.2.3)", "Swift 6.2.3 at "),
            ("nothing that it knows", "Swift of an unknown version at "),
        ):
            with self.subTest(said):
                self.program("swift", f"echo '{said}'")
                done = self.run_setup()
                self.assertEqual(done.returncode, 1)
                self.assertIn(f"{named}{self.bin}/swift is not Swift 6.3.", done.stderr)
                self.assertIn("export PATH=/opt/swift/usr/bin:$PATH", done.stderr)
        self.assert_nothing_was_done()

    def test_everything_that_is_missing_is_told_at_once(self):
        (self.bin / "swift").unlink()
        done = self.run_setup()
        self.assertEqual(done.returncode, 1)
        self.assertIn("There is no Swift toolchain", done.stderr)
        self.assertIn("sudo apt-get install jq make", done.stderr)
        self.assert_nothing_was_done()


class CompleteMachineTests(unittest.TestCase):
    WHEELS = PROJECT / ".wheels"

    def state(self):
        """Every file that the script could have made anew."""
        paths = [self.WHEELS / "stamp", *self.WHEELS.glob("cache/*"), *self.WHEELS.glob("photos/*"), *self.WHEELS.glob("venv/*")]
        return {path: path.stat().st_mtime_ns for path in paths}

    def test_with_everything_in_place_it_fetches_nothing_and_needs_no_network(self):
        before = self.state()
        self.assertIn(self.WHEELS / "stamp", before)
        with tempfile.TemporaryDirectory() as folder:
            log = pathlib.Path(folder, "calls.log")
            for name in ("apt-get", "pip", "curl", "wget", "git"):
                program = pathlib.Path(folder, name)
                program.write_text(f'#!/bin/sh\necho "{name} $*" >>{log}\nexit 1\n')
                program.chmod(0o755)
            alone = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
            done = subprocess.run(
                [*alone, PROJECT / "scripts/setup"],
                env=os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"},
                capture_output=True, text=True, stdin=subprocess.DEVNULL,
            )
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
            self.assertFalse(log.exists())
        self.assertEqual(self.state(), before)


if __name__ == "__main__":
    unittest.main()
