import Testing
import Wire

@testable import Attestation
@testable import SoftwareTEE

@Suite struct TrustAuditorTests {
    static func quoted(_ texts: [String]) -> String { "[" + texts.map { "\"\($0)\"" }.joined(separator: ", ") + "]" }

    /// A trust file whose auditors are those of `Releases`; software TEE unless `platforms` says otherwise.
    static func document(
        platforms: String? = nil, auditors: String? = nil, control: String = "{\"auditors\": \"\(Releases.origin)\"}", more: String = ""
    ) throws -> String {
        let root = try Samples.root().publicKey.hex
        let software = "{\"software-tee\": {\"acknowledge\": \"\(TrustFile.softwareAcknowledgement)\", \"roots\": [\"\(root)\"]}}"
        return """
            {"version": 1, "platforms": \(platforms ?? software), "auditors": \(try auditors ?? Self.auditors()),
             "control": \(control)\(more)}
            """
    }

    static func auditors(threshold: Int = 2, bad: Int = 0, keys: [UInt8] = [1, 2, 3]) throws -> String {
        "{\"origin\": \"\(Releases.origin)\", \"threshold\": \(threshold), \"assumedBad\": \(bad), \"keys\": "
            + quoted(try Auditor.keys(keys).map(\.description)) + "}"
    }

    static func read(_ text: String) throws(AttestationError) -> TrustFile { try TrustFile(json: Array(text.utf8)) }

    static func isRefused(_ text: String) -> Bool {
        do throws(AttestationError) {
            _ = try read(text)
            return false
        } catch { return error.code == .invalidTrust }
    }

    private func codes(
        _ trust: TrustFile, _ releases: ReleaseStore?, software: UInt8 = 1, version: UInt32 = 3, at time: UInt64 = Releases.time(1)
    ) throws -> [AppraisalFailure.Code] {
        let evidence = try Samples.evidence {
            $0.measurement = Samples.bytes(software, 32)
            $0.securityVersion = version
        }
        let appraiser = try trust.softwareAppraiser(following: releases)
        return Samples.codes(appraiser.appraise(evidence, reportData: try Samples.reportData(), role: .control, at: time))
    }

    @Test func `Auditors decide which software is good, while their manifest is in force`() throws {
        let trust = try Self.read(Self.document())
        #expect(trust.profile == .development)
        let releases = try #require(try trust.releases())
        #expect(try codes(trust, nil) == [.noReleaseInForce])
        #expect(try codes(trust, releases) == [.noReleaseInForce])
        try releases.accept(try ReleaseChain(Releases.chain(1)), at: Releases.time(1))
        #expect(try codes(trust, releases) == [])
        #expect(try codes(trust, releases, software: 2) == [.measurementNotAccepted])
        #expect(try codes(trust, releases, at: Releases.time(7)) == [])
        // An appraiser that was made when the manifest was in force accepts nothing once it is not.
        #expect(try codes(trust, releases, at: Releases.time(8)) == [.noReleaseInForce])
        #expect(try codes(trust, releases, at: Releases.start) == [.noReleaseInForce])
        // What another pinned set accepts is nothing here.
        #expect(try codes(trust, ReleaseStore(pinned: Releases.set(1, [1, 2]), profile: .development)) == [.noReleaseInForce])
    }

    @Test func `[17][128] A revoked measurement is refused, also where it is pinned`() throws {
        let pin = try Releases.software(7)
        let trust = try Self.read(Self.document(control: "{\"measurements\": [\"\(pin)\"]}"))
        let releases = try #require(try trust.releases())
        #expect(try codes(trust, releases, software: 7) == [])
        let steps = try Releases.chain(1)
        try releases.accept(try ReleaseChain(steps), at: Releases.time(1))
        #expect(try codes(trust, releases, software: 7) == [])
        // An upgrade that auditors accept does not go over the head of who pinned.
        #expect(try codes(trust, releases, software: 1) == [.measurementNotAccepted])
        let revoking = try Releases.step(Releases.manifest(2, after: steps[0].digest, revoked: [7]))
        try releases.accept(try ReleaseChain([revoking]), at: Releases.time(2))
        #expect(try codes(trust, releases, software: 7, at: Releases.time(2)) == [.measurementRevoked])
        // Also when the manifest that revoked it has expired.
        #expect(try codes(trust, releases, software: 7, at: Releases.time(60)) == [.measurementRevoked])
    }

    @Test func `[17] Software that the next manifest leaves out is refused`() throws {
        let trust = try Self.read(Self.document())
        let releases = try #require(try trust.releases())
        let steps = try Releases.chain(1)
        try releases.accept(try ReleaseChain(steps), at: Releases.time(1))
        let next = try Releases.step(Releases.manifest(2, after: steps[0].digest, control: 2, minimumSecurityVersion: 3))
        try releases.accept(try ReleaseChain([next]), at: Releases.time(2))
        #expect(try codes(trust, releases, software: 1, at: Releases.time(2)) == [.measurementNotAccepted])
        #expect(try codes(trust, releases, software: 2, at: Releases.time(2)) == [])
        #expect(try codes(trust, releases, software: 2, version: 2, at: Releases.time(2)) == [.securityVersionTooLow])
    }

    @Test func `[36] Software that is accepted in one role is refused in the other`() throws {
        let trust = try Self.read(Self.document(more: ", \"executor\": {\"auditors\": \"\(Releases.origin)\"}"))
        let releases = try #require(try trust.releases())
        try releases.accept(try ReleaseChain(Releases.chain(1)), at: Releases.time(1))
        // The manifest accepts 1 as control and 100 as executor.
        #expect(try codes(trust, releases, software: 1) == [])
        #expect(try codes(trust, releases, software: 100) == [.measurementNotAccepted])
        let executor = try Samples.evidence {
            $0.role = .executor
            $0.measurement = Samples.bytes(1, 32)
        }
        let appraisal = try trust.softwareAppraiser(following: releases).appraise(
            executor, reportData: Samples.reportData(), role: .executor, at: Releases.time(1))
        #expect(Samples.codes(appraisal) == [.measurementNotAccepted])
    }

    @Test func `Configurations that the manifest lists are the only ones`() throws {
        let base = try Releases.manifest(1, after: Releases.set().digest)
        let manifest = try ReleaseManifest(
            origin: base.origin, set: 1, sequence: 1, previous: base.previous, notBefore: base.notBefore, notAfter: base.notAfter,
            control: .init(measurements: base.control.measurements, configurations: [Samples.bytes(6, 32)]), executor: base.executor)
        let trust = try Self.read(Self.document())
        let releases = try #require(try trust.releases())
        try releases.accept(try ReleaseChain([Releases.step(manifest)]), at: Releases.time(1))
        #expect(try codes(trust, releases) == [.configurationNotAccepted])
    }

    @Test func `A trust file with auditors is written as it was read`() throws {
        let trust = try Self.read(
            Self.document(more: ", \"executor\": {\"measurements\": [\"\(Releases.software(9))\"]}, \"profile\": \"development\""))
        #expect(trust.control.followsAuditors && !trust.executor.followsAuditors)
        #expect(try TrustFile(json: trust.encoded()) == trust)
        #expect(trust.auditors == (try Releases.set()))
    }

    @Test func `Auditors that cannot be trusted are refused`() throws {
        let good = try Self.auditors()
        let keys = try Auditor.keys([1, 2, 3]).map(\.description)
        for auditors in [
            try Self.auditors(threshold: 1), try Self.auditors(threshold: 2, bad: 1), try Self.auditors(threshold: 4),
            try Self.auditors(threshold: 0), try Self.auditors(threshold: 2, keys: [1, 1]), try Self.auditors(threshold: 0, keys: []),
            good.replacing(keys[1], with: "x" + keys[1]), good.replacing("\"threshold\": 2", with: "\"threshold\": 2, \"more\": 1"),
            good.replacing("\"threshold\": 2, ", with: ""), good.replacing("\"assumedBad\": 0, ", with: ""),
            good.replacing(Releases.origin, with: "with space"), good.replacing("\"threshold\": 2", with: "\"threshold\": 2, \"set\": 0"),
        ] {
            #expect(Self.isRefused(try Self.document(auditors: auditors)), "\(auditors)")
        }
        for control in [
            "{\"auditors\": \"other.example\"}", "{\"auditors\": \"\(Releases.origin)\", \"measurements\": []}", "{}",
            "{\"auditors\": true}",
        ] {
            #expect(Self.isRefused(try Self.document(control: control)), "\(control)")
        }
        #expect(!Self.isRefused(try Self.document()))
    }

    @Test func `[15][16] The strict profile needs listed machines, and auditors of whom no one decides alone`() throws {
        let machines = ", \"hardware\": [\"sev-snp:\(String(repeating: "ab", count: 32))\"]"
        let strict = ", \"profile\": \"strict\""
        #expect(!Self.isRefused(try Self.document(platforms: "{}", more: strict + machines)))
        #expect(Self.isRefused(try Self.document(platforms: "{}", more: strict)))
        #expect(Self.isRefused(try Self.document(platforms: "{}", more: strict + ", \"hardware\": []")))
        #expect(Self.isRefused(try Self.document(more: strict + machines)))
        #expect(
            Self.isRefused(try Self.document(platforms: "{}", auditors: Self.auditors(threshold: 1, keys: [1]), more: strict + machines)))
        #expect(
            Self.isRefused(
                try Self.document(platforms: "{}", control: "{\"measurements\": [\"\(Releases.software(1))\"]}", more: strict + machines)))
        #expect(Self.isRefused("{\"version\": 1, \"profile\": \"strict\", \"platforms\": {}\(machines)}"))
        #expect(Self.isRefused(try Self.document(more: ", \"profile\": \"lax\"")))
    }

    @Test func `[15] Where a platform hides its machines, the strict profile needs the word for it`() throws {
        let hidden = ", \"profile\": \"strict\", \"hardware\": [\"nitro:\(String(repeating: "ab", count: 32))\"]"
        #expect(Self.isRefused(try Self.document(platforms: "{}", more: hidden)))
        let named = try Self.document(platforms: "{}", more: hidden + ", \"hardwareSubstitutes\": [\"nitro\"]")
        let trust = try Self.read(named)
        #expect(try TrustFile(json: trust.encoded()) == trust)
        #expect(Self.isRefused(try Self.document(platforms: "{}", more: hidden + ", \"hardwareSubstitutes\": [\"sgx\"]")))
    }

    @Test func `Without a profile a file is strict, and a software TEE makes it a development one`() throws {
        #expect(TrustFile().profile == .strict)
        #expect(try Self.read(Self.document()).profile == .development)
        #expect(try Self.read(Self.document(platforms: "{}", more: ", \"profile\": \"development\"")).profile == .development)
        // Strict demands listed machines even where the file forgot them.
        let report = AuthenticReport(
            platform: .sgx, measurement: try Measurement(platform: .sgx, digest: Samples.bytes(1, 32)), role: .control,
            configurationDigest: Samples.bytes(0, 32), securityVersion: 0, isDebug: false,
            hardwareID: try HardwareID(platform: .sgx, bytes: Samples.bytes(1, 16)), reportData: try Samples.reportData())
        let codes = TrustFile().policy.requirements.flatMap { $0.failures(in: report, as: .control, at: 0) }.map(\.code)
        #expect(codes.contains(.hardwareNotAccepted) && codes.contains(.measurementNotAccepted))
    }
}
