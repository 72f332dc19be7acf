import Testing
import Wire

@testable import Attestation

/// Attestation keys that a policy names: quotes of real and emulated TPMs from their bytes to a verdict, by the command line's own path.
@Suite struct NamedKeyTests {
    /// As openssl and sha256sum tell them of the files: by SubjectPublicKeyInfo, and by TPMT_PUBLIC.
    static let google = "6a114d75ad6e7b75f7da33dead50f2e29bf509108646ced2e588bebc35f0d5b6"
    static let googleName = "000bf175bdb57297b2b289973f819863d6c9d09c236725676914f4248c9a2404c2a4"
    static let trustee = "a517f03ffdaee469aef1a19569547e330726335d0461c3ef6383409c6295679e"
    static let keylime = "4bbc3c7e987a043760565a98b68a7aa473a9163d026b8b53ef9c96b439f9426c"
    static let azure = "18363b87a4b74a15492d8a8c2d71295d7a63652d244dd059847aa3d35edc6f62"

    private func policy(_ keys: [String], _ more: String = "", platform: String = "tpm") throws -> EvidencePolicy {
        let list = keys.map { "\"\($0)\"" }.joined(separator: ",")
        let text = "{\"version\": 1, \"platforms\": {\"\(platform)\": {\"attestationKeys\": [\(list)]\(more)}}}"
        return try EvidencePolicy(json: Array(text.utf8))
    }

    private func examine(_ bytes: [UInt8], _ policy: EvidencePolicy, nonce: String? = nil) throws -> EvidenceExamination {
        EvidenceExaminer(verifiers: HardwareVerifiers.all()).examine(
            bytes, with: Endorsements(), policy: policy, nonce: try nonce.map { try #require([UInt8](hex: $0)) }, at: 1_700_000_000)
    }

    private func codes(_ bytes: [UInt8], _ policy: EvidencePolicy, nonce: String? = nil) throws -> [String] {
        try examine(bytes, policy, nonce: nonce).reasons.map(\.code)
    }

    /// The files of tpm2-tools in Cloister's container.
    private func keylimeContainer() throws -> [UInt8] {
        let folder = "tpm/keylime_keylime/"
        return TPMEvidence.container(
            statement: try EvidenceEntry.bytes(folder + "quote.out"), signature: try EvidenceEntry.bytes(folder + "quotesig.out"),
            banks: try TPM2ToolsRegisters.banks(EvidenceEntry.bytes(folder + "quotepcr.out")),
            key: try #require(PEM.blocks(labelled: "PUBLIC KEY", in: EvidenceEntry.bytes(folder + "akpub.pem")[...], atMost: 1).first))
    }

    @Test(arguments: [("gce-cos-85-no-nonce", ""), ("gce-cos-85-nonce9009", "9009")])
    func `[5][13] Google's evidence is verified by a policy that names its key, either way, and by no other`(name: String, nonce: String)
        throws
    {
        let bytes = try EvidenceEntry.bytes("tpm/google_go-tpm-tools/\(name).pb")
        for key in [Self.google, Self.googleName] {
            let found = try examine(bytes, policy([key]), nonce: nonce)
            #expect(found.result == .verified && found.status == "Verified" && found.reasons.isEmpty)
            let claims = Dictionary(uniqueKeysWithValues: found.claims.map { ($0.name, $0.value) })
            #expect(claims["attestation_key_voucher"] == .text("caller"))
            #expect(claims["attestation_key"] == .bytes(try #require([UInt8](hex: Self.google))))
            #expect(claims["attestation_key_name"] == .bytes(try #require([UInt8](hex: Self.googleName))))
            // The log came along and replays to all three banks.
            #expect(claims["event_log"] != .absent && claims["pcrs_sha256"] != nil && claims["pcrs_sha384"] != nil)
            #expect(try codes(bytes, policy([key]), nonce: "9010") == ["nonce_mismatch"])
        }
        for keys in [[], [Self.keylime], [Self.google.replacing("6a", with: "6b")]] {
            #expect(try codes(bytes, policy(keys)) == ["chain_untrusted"], "its certificate is of a hierarchy that is not pinned")
        }
    }

    @Test func `[5] Evidence with a bare key is verified by a policy that names it, and by no other`() throws {
        let json = try EvidenceEntry.bytes("tpm/confidential-containers_trustee/tpm_evidence.json")
        let tools = try keylimeContainer()
        #expect(try codes(json, policy([Self.trustee])).isEmpty && codes(tools, policy([Self.keylime])).isEmpty)
        #expect(try codes(tools, policy([Self.keylime]), nonce: "db1db298db6d60e6385b7231743e9c3056a18003").isEmpty)
        #expect(try codes(tools, policy([Self.keylime]), nonce: "db1db298db6d60e6385b7231743e9c3056a180") == ["nonce_mismatch"])
        for bytes in [json, tools] {
            #expect(try codes(bytes, policy([Self.google])) == ["endorsement_missing"])
            #expect(try codes(bytes, EvidencePolicy.careful) == ["endorsement_missing"])
        }
    }

    @Test func `[4] A policy that names a key still judges the registers`() throws {
        let bytes = try EvidenceEntry.bytes("tpm/google_go-tpm-tools/gce-cos-85-nonce9009.pb")
        let value = "0f35c214608d93c7a6e68ae7359b4a8be5a0e99eea9107ece427c4dea4e439cf"
        #expect(try codes(bytes, policy([Self.google], ", \"registers\": {\"pcr0\": [\"\(value)\"]}")).isEmpty)
        let other = value.replacing("0f35", with: "0f36")
        #expect(try codes(bytes, policy([Self.google], ", \"registers\": {\"pcr0\": [\"\(other)\"]}")) == ["register_not_accepted"])
    }

    @Test func `[4][5] A key's certificate does not stand in for a name on the list`() throws {
        var quote = MadeQuote()
        quote.leaf = MadeCertificate(subject: "key", issuer: "vendor", extensions: [.usage(0b1000_0000)])
        func codes(_ names: Set<AttestationKeyName>) throws -> [String] {
            var policy = EvidencePolicy([PlatformPolicy(.tpm)])
            policy.platforms[.tpm]?.attestationKeys = names
            return EvidenceExaminer(verifiers: [TPMVerifier(roots: [try quote.root.pinned()])]).examine(
                try quote.bytes(), with: Endorsements(), policy: policy, at: UInt64(MadeCertificate.time)
            ).reasons.map(\.code)
        }
        let area = try TPMPublic(quote.area)
        #expect(try codes([]) == ["attestation_key_not_accepted"])
        #expect(try codes([#require(AttestationKeyName(Self.google))]) == ["attestation_key_not_accepted"])
        #expect(try codes([AttestationKeyName(AttestationKey(area))]).isEmpty && codes([#require(AttestationKeyName(area))]).isEmpty)
    }

    @Test func `[19] A named key must still be restricted, and the name covers its attributes`() throws {
        var quote = MadeQuote()
        let name = try #require(AttestationKeyName(TPMPublic(quote.area)))
        func outcome(_ names: Set<AttestationKeyName>) throws -> EvidenceRefusal? {
            try refusal { try TPMVerifier(roots: [], keys: names).authenticate(Evidence(platform: .tpm, bytes: quote.bytes()), at: 0) }
        }
        #expect(try outcome([name]) == nil)
        quote.attributes |= 1 << 10
        #expect(try outcome([name]) == .endorsementMissing, "another name, though the same key")
        quote.attributes &= ~(1 << 16)
        #expect(try outcome([AttestationKeyName(AttestationKey(TPMPublic(quote.area)))]) == .keyBinding)
    }

    @Test func `[5] On Azure the processor vouches for the key, and a list narrows it`() throws {
        let report = try AzureSample.verifier(.sevSNP).authenticate(
            AzureSample.evidence("az-snp-vtpm.evidence-v1.json"), with: Endorsements(), at: 1_700_000_000)
        let key = try #require(report.details.tpm?.key)
        #expect(key.names.map(\.description) == [Self.azure] && key.voucher == .processor)
        func failures(_ names: [String]) -> [AppraisalFailure.Code] {
            AttestationKeyIsAccepted(Set(names.compactMap { AttestationKeyName($0) })).failures(in: report, at: 0).map(\.code)
        }
        #expect(failures([Self.azure, Self.google]).isEmpty)
        #expect(failures([Self.google]) == [.attestationKeyNotAccepted] && failures([]) == [.attestationKeyNotAccepted])
        #expect(try policy([Self.azure], platform: "azure-tdx").platforms[.azureTDX]?.attestationKeys?.count == 1)
    }

    @Test func `A report without a TPM has no key that could be accepted`() throws {
        let report = try MadeDocument().report()
        let requirement = AttestationKeyIsAccepted([try #require(AttestationKeyName(Self.google))])
        #expect(requirement.failures(in: report, at: 0).map(\.found) == ["no attestation key"])
        #expect(requirement.summary.contains("attestation key"))
    }

    @Test(arguments: [
        "", "00", String(repeating: "0", count: 63), "0004" + String(repeating: "0", count: 40), "000b" + String(repeating: "0", count: 62),
        "000c" + String(repeating: "0", count: 64), "0099" + String(repeating: "0", count: 64), String(repeating: "G", count: 64),
        "000d" + String(repeating: "0", count: 130),
    ])
    func `[102] What is no name of a key is refused, and so is one by SHA-1`(text: String) throws {
        #expect(AttestationKeyName(text) == nil)
        #expect(throws: AttestationError.self) { try policy([text]) }
    }

    @Test func `Names by each hash are read, and platforms without a TPM have none`() throws {
        for (algorithm, length) in [("000b", 64), ("000c", 96), ("000d", 128)] {
            let text = algorithm + String(repeating: "0", count: length)
            #expect(AttestationKeyName(text)?.description == text)
        }
        for platform in ["sgx", "tdx", "sev-snp", "nitro"] {
            #expect(throws: AttestationError.self) { try policy([Self.google], platform: platform) }
        }
        var quote = MadeQuote()
        quote.nameHash = 0x0004
        #expect(try AttestationKeyName(TPMPublic(quote.area)) == nil)
    }

    @Test func `A trust file's list of keys reaches the verifier of its sessions`() throws {
        let bytes = try EvidenceEntry.bytes("tpm/confidential-containers_trustee/tpm_evidence.json")
        func outcome(_ keys: String) throws -> EvidenceRefusal? {
            let text =
                "{\"version\": 1, \"profile\": \"development\", \"platforms\": {\"tpm\": {\(keys)}}, \"control\": {\"measurements\": []}, "
                + "\"executor\": {\"measurements\": []}}"
            let verifier = try #require(try TrustFile(json: Array(text.utf8)).hardwareVerifiers().first)
            return try refusal { try verifier.authenticate(Evidence(platform: .tpm, bytes: bytes), at: 1_700_000_000) }
        }
        #expect(try outcome("\"attestationKeys\": [\"\(Self.trustee)\"]") == nil)
        #expect(try outcome("\"attestationKeys\": [\"\(Self.google)\"]") == .endorsementMissing)
        #expect(try outcome("") == .endorsementMissing)
    }

    @Test func `An inspection shows the names by which a policy can accept the key`() throws {
        let found = try EvidenceInspection(EvidenceEntry.bytes("tpm/google_go-tpm-tools/gce-cos-85-nonce9009.pb"))
        let values = Dictionary(found.fields.map { ($0.name, $0.value) }) { first, _ in first }
        #expect(values["attestation_key"] == .bytes(try #require([UInt8](hex: Self.google))))
        #expect(values["attestation_key_name"] == .bytes(try #require([UInt8](hex: Self.googleName))))
    }
}
