import ArgumentParser
import Foundation
import Testing
import Wire

@testable import Attestation
@testable import Commands

@Suite struct ReleaseCommandTests {
    @Test func `A manifest is drafted, signed by a quorum, imported, and then in force`() throws {
        let auditors = try Auditors()
        try auditors.expect("NO_MANIFEST", "show")
        try auditors.expect(nil, "create", "--output", auditors.file("draft"), "--control", Auditors.software)
        try auditors.expect("NO_SIGNATURES", "import", auditors.file("draft"))
        try auditors.release("m1", "--executor", Auditors.other, by: [1])
        try auditors.expect("TOO_FEW_AUDITORS", "import", auditors.file("m1"))
        try auditors.expect("NO_MANIFEST", "show")
        try auditors.expect(nil, "sign", auditors.file("m1"), "--key", auditors.key(2), "--yes")
        try auditors.expect(nil, "import", auditors.file("m1"))
        try auditors.expect(nil, "show")
        #expect(try auditors.home.folder.acceptedExecutors(at: HostClock.now).map(\.description) == [Auditors.other])
        let status = try ReleaseStatus(auditors.home.folder.releaseStore().verifier, at: HostClock.now)
        #expect(status.status == "IN_FORCE" && status.sequence == 1)
        #expect(status.signed.sorted() == ["auditor1.example", "auditor2.example"])
        #expect(status.control == [Auditors.software] && status.executor == [Auditors.other])
        let json = try JSONText.of(status)
        #expect(json.contains("\"status\":\"IN_FORCE\"") && !json.contains("refusal"))
    }

    @Test func `[16] Nobody but an auditor signs, and none twice`() throws {
        let auditors = try Auditors(keys: 4)
        try auditors.release("m1", by: [1])
        try auditors.expect("NOT_AN_AUDITOR", "sign", auditors.file("m1"), "--key", auditors.key(4), "--yes")
        try auditors.expect("ALREADY_SIGNED", "sign", auditors.file("m1"), "--key", auditors.key(1), "--yes")
        #expect(try ReleaseDraft(path: auditors.file("m1")).note.signatures.count == 1)
    }

    @Test func `[127] A key signs no second manifest in the same place, and none that does not follow`() throws {
        let auditors = try Auditors()
        try auditors.release("m1", by: [1, 2])
        try auditors.expect(nil, "create", "--output", auditors.file("other"), "--control", Auditors.other)
        try auditors.expect("EQUIVOCATION", "sign", auditors.file("other"), "--key", auditors.key(1), "--yes")
        #expect(throws: Never.self) { try auditors.expect(nil, "sign", auditors.file("other"), "--key", auditors.key(3), "--yes") }
        try auditors.expect(nil, "import", auditors.file("m1"))
        try auditors.expect("UNCHAINED", "sign", auditors.file("other"), "--key", auditors.key(2), "--yes")
        try auditors.expect("UNCHAINED", "review", auditors.file("other"))
        try auditors.release("m2", by: [1, 2])
        try auditors.expect(nil, "import", auditors.file("m2"))
        // What was signed is remembered beside the key; a damaged memory is no permission.
        try Data([1]).write(to: URL(filePath: auditors.key(1) + ".signed"))
        try auditors.expect(nil, "create", "--output", auditors.file("m3"), "--control", Auditors.other)
        try auditors.expect("LOCAL_FILE", "sign", auditors.file("m3"), "--key", auditors.key(1), "--yes")
    }

    @Test func `A review says in words what changes`() throws {
        let auditors = try Auditors()
        try auditors.release("m1", "--executor", Auditors.other, by: [1, 2])
        try auditors.expect(nil, "import", auditors.file("m1"))
        try auditors.expect(
            nil, "create", "--output", auditors.file("m2"), "--control", Auditors.other, "--revoke", Auditors.software,
            "--minimum-security-version", "4")
        let context = try ReleaseContext(home: auditors.home.folder, change: nil)
        let report = try ReviewedRelease(ReleaseDraft(path: auditors.file("m2")), context).report
        #expect(
            report.changes.prefix(6) == [
                "control added: \(Auditors.other)", "control no longer accepted: \(Auditors.software)",
                "executor no longer accepted: \(Auditors.other)", "no software is accepted as executor", "revoked: \(Auditors.software)",
                "lowest security version: 0, from now on 4",
            ])
        #expect(report.needed == 2 && report.missing.count == 3 && report.signed.isEmpty && report.problem == nil)
        let words = report.lines.joined(separator: "\n")
        #expect(words.contains("signed by      nobody") && words.contains("still needed   2 of auditor1.example"))
    }

    @Test func `Auditors are rotated by both sets, and the new set's manifests start at 1`() throws {
        let auditors = try Auditors(keys: 5)
        try auditors.release("m1", by: [1, 2])
        try auditors.expect(nil, "import", auditors.file("m1"))
        try auditors.expect(
            nil, ["rotate-auditors", "--output", auditors.file("change")] + auditors.members([3, 4, 5], threshold: 2))
        for number in [1, 3, 4] {
            try auditors.expect(nil, "sign", auditors.file("change"), "--key", auditors.key(number), "--yes")
        }
        try auditors.release("n1", "--change", auditors.file("change"), by: [4, 5])
        // A change alone has no effect, and a manifest without its change is of an unknown set.
        try auditors.expect("UNCHAINED", "import", auditors.file("change"))
        try auditors.expect("UNKNOWN_SET", "import", auditors.file("n1"))
        try auditors.expect(nil, "import", auditors.file("change"), auditors.file("n1"))
        let status = try ReleaseStatus(auditors.home.folder.releaseStore().verifier, at: HostClock.now)
        #expect(status.set == 2 && status.sequence == 1 && status.auditors == ["auditor3.example", "auditor4.example", "auditor5.example"])
        try auditors.expect("LOWER", "import", auditors.file("m1"))
    }

    @Test func `[127] A change that one set did not sign is refused`() throws {
        let auditors = try Auditors(keys: 6)
        try auditors.expect(
            nil, ["rotate-auditors", "--output", auditors.file("change")] + auditors.members([4, 5, 6], threshold: 2))
        for number in [4, 5, 6, 1] { try auditors.expect(nil, "sign", auditors.file("change"), "--key", auditors.key(number), "--yes") }
        try auditors.release("n1", "--change", auditors.file("change"), by: [4, 5])
        try auditors.expect("SET_NOT_SIGNED_BY_BOTH", "import", auditors.file("change"), auditors.file("n1"))
    }

    @Test func `[17][105] What is remembered is never lower, and a damaged memory is refused and kept`() throws {
        let auditors = try Auditors()
        for name in ["m1", "m2"] {
            try auditors.release(name, by: [1, 2])
            try auditors.expect(nil, "import", auditors.file(name))
        }
        try auditors.expect("LOWER", "import", auditors.file("m1"))
        let path = auditors.home.folder.filePath(.releases)
        #expect(try auditors.home.mode(path) == 0o600)
        let good = try Data(contentsOf: URL(filePath: path))
        try Data(good.dropLast()).write(to: URL(filePath: path))
        try auditors.expect("RELEASE_MEMORY_DAMAGED", "show")
        try auditors.expect("RELEASE_MEMORY_DAMAGED", "import", auditors.file("m2"))
        #expect(try Data(contentsOf: URL(filePath: path)).count == good.count - 1)
        try good.write(to: URL(filePath: path))
        try auditors.expect(nil, "show")
    }

    @Test func `A whole chain is written for a first contact elsewhere`() throws {
        let auditors = try Auditors()
        for name in ["m1", "m2"] {
            try auditors.release(name, by: [2, 3])
            try auditors.expect(nil, "import", auditors.file(name))
        }
        try auditors.expect(nil, "show", "--output", auditors.file("chain"))
        let elsewhere = TemporaryHome()
        for arguments in [["trust", auditors.file("set")], ["import", auditors.file("chain")], ["show"]] {
            var command = try Cloister.parseAsRoot(["release"] + arguments + ["--home", elsewhere.folder.path, "--quiet"])
            try command.run()
        }
        #expect(try elsewhere.folder.releaseStore().head == (try auditors.home.folder.releaseStore().head))
    }

    @Test func `[119] An auditor's key file is its owner's alone`() throws {
        let auditors = try Auditors()
        #expect(try auditors.home.mode(auditors.key(1)) == 0o600)
        try auditors.expect("LOCAL_FILE", "key", auditors.key(1), "--name", "a.example")
        try auditors.release("m1", by: [])
        try auditors.home.setMode(0o640, auditors.key(1))
        try auditors.expect("LOCAL_FILE", "sign", auditors.file("m1"), "--key", auditors.key(1), "--yes")
        try auditors.expect("LOCAL_FILE", "sign", auditors.file("m1"), "--key", auditors.file("set"), "--yes")
        // Nobody is asked where nobody can answer.
        try auditors.expect("NOT_CONFIRMED", "sign", auditors.file("m1"), "--key", auditors.key(2))
        #expect(try ReleaseDraft(path: auditors.file("m1")).note.signatures.isEmpty)
    }

    @Test func `Measurements are taken from what attest printed of a node that it accepted`() throws {
        let auditors = try Auditors()
        func attested(_ accepted: Bool) throws {
            let json = "{\"accepted\": \(accepted), \"measurement\": \"\(Auditors.software)\", \"executors\": [\"\(Auditors.other)\"]}"
            try Data(json.utf8).write(to: URL(filePath: auditors.file("attest.json")))
        }
        try attested(false)
        try auditors.expect("LOCAL_FILE", "create", "--output", auditors.file("m1"), "--attested", auditors.file("attest.json"))
        try attested(true)
        try auditors.expect(nil, "create", "--output", auditors.file("m1"), "--attested", auditors.file("attest.json"))
        let manifest = try #require(try ReleaseDraft(path: auditors.file("m1")).step.manifest)
        #expect(manifest.control.measurements.map(\.description) == [Auditors.software])
        #expect(manifest.executor.measurements.map(\.description) == [Auditors.other])
        try auditors.expect("LOCAL_FILE", "create", "--output", auditors.file("m1"))
    }

    @Test func `Trust in auditors takes the place of pins, and comes from a file whose digest can be expected`() throws {
        let auditors = try Auditors(trusts: false)
        let home = auditors.home.folder
        try home.prepare()
        var trust = TrustFile()
        trust.pin(try #require(Measurement(Auditors.software)), as: .control)
        try home.write(try trust.encoded(), to: .trust)
        try auditors.expect("NO_AUDITORS", "show")
        try auditors.expect(
            "OTHER_AUDITORS", "trust", auditors.file("set"), "--home", home.path, "--expect-digest", String(repeating: "0", count: 64))
        try auditors.expect(nil, "trust", auditors.file("set"), "--home", home.path)
        let read = try #require(try home.trustFile())
        #expect(read.control.followsAuditors && read.control.measurements.isEmpty && read.executor.followsAuditors)
        #expect(throws: CommandFailure.self) {
            try Pinning(existing: read, roots: [], sentence: nil, expected: Measurement(Auditors.software), expectedConfiguration: nil)
        }
        // Other auditors do not inherit what these have said.
        try auditors.release("m1", by: [1, 2])
        try auditors.expect(nil, "import", auditors.file("m1"))
        try auditors.expect(
            nil, ["auditors", "--origin", "b.example", "--output", auditors.file("other")] + auditors.members([1, 2], threshold: 2))
        try auditors.expect("RELEASE_MEMORY_DAMAGED", "trust", auditors.file("other"), "--home", home.path)
        #expect(try home.trustFile() == read)
    }

    @Test func `An accepted node changes no trust in auditors`() throws {
        let auditors = try Auditors()
        let trust = try #require(try auditors.home.folder.trustFile())
        var pinning = try Pinning(existing: trust, roots: [], sentence: nil, expected: nil, expectedConfiguration: nil)
        #expect(pinning.wasPinned)
        try pinning.complete(configuration: [UInt8](repeating: 9, count: 32), executors: [Auditors.other])
        #expect(pinning.trust == trust)
    }
}
