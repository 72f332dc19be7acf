import Crypto
import Testing
import Wire

@testable import Attestation

/// Quotes of real and emulated TPMs in the containers that their tools write.
@Suite struct TPMEvidenceTests {
    private func report(
        _ evidence: TPMEvidence, trusting keys: [AttestationKey], with endorsements: Endorsements = Endorsements()
    ) throws -> AuthenticReport {
        try TPMVerifier(roots: TPMRoots.all, keys: Set(keys.map(AttestationKeyName.init))).authenticate(
            evidence, with: endorsements, at: 1_700_000_000)
    }

    private func sample(_ file: String) throws -> TPMEvidence { try TPMEvidence(EvidenceEntry.bytes(file)) }

    private func key(_ evidence: TPMEvidence) throws -> AttestationKey { try #require(try evidence.namedKey()) }

    /// The four files that tpm2-tools write.
    private func keylime() throws -> (evidence: TPMEvidence, key: AttestationKey) {
        let folder = "tpm/keylime_keylime/"
        let quote = try TPMQuote(
            statement: EvidenceEntry.bytes(folder + "quote.out"), signature: TPMSignature(EvidenceEntry.bytes(folder + "quotesig.out")),
            banks: TPM2ToolsRegisters.banks(EvidenceEntry.bytes(folder + "quotepcr.out")))
        let info = try #require(PEM.blocks(labelled: "PUBLIC KEY", in: EvidenceEntry.bytes(folder + "akpub.pem")[...], atMost: 1).first)
        return (TPMEvidence(quotes: [quote], keyInfo: info), try AttestationKey(info: info))
    }

    @Test func `The roots that are compiled in are Microsoft's and Google's`() throws {
        #expect(try TPMRoots.microsoft.certificate.der == EvidenceEntry.certificate("tpm/openpcc_openpcc/azure_tpm_root_2023.pem"))
        #expect(try TPMRoots.google.certificate.der == EvidenceEntry.certificate("tpm/google_go-tpm-tools/gcp_ek_ak_ca_root.crt"))
        #expect(
            TPMRoots.all.map { Array(SHA256.hash(data: $0.certificate.der)).hex } == [
                "e6c596b17f8ffefba5c300f714cfb1260c6028704ecf7becc4ab5018efb00e95",
                "594759594b9b61524f6c8ef668f7177f7b9066bc0674f2f49fe9e052be78beb2",
            ])
    }

    @Test(arguments: [("gce-cos-85-no-nonce", ""), ("gce-cos-85-nonce9009", "9009")])
    func `[13] Google's container: every bank's quote holds, the log replays, and the qualifying data is the caller's`(
        name: String, nonce: String
    ) throws {
        let evidence = try sample("tpm/google_go-tpm-tools/\(name).pb")
        #expect(evidence.quotes.map(\.attest.selections[0].hash) == [.sha1, .sha256, .sha384])
        let found = try report(evidence, trusting: [key(evidence)])
        #expect(found.binding == .digest(try #require([UInt8](hex: nonce))) && found.role == nil && !found.platform.confidentialMemory)
        guard case .tpm(let details) = found.details else { throw AttestationError(.malformed, "other details") }
        #expect(details.attest.selections[0].hash == .sha256 && details.banks.count == 3)
        #expect(details.banks[1].values[0]?.hex == "0f35c214608d93c7a6e68ae7359b4a8be5a0e99eea9107ece427c4dea4e439cf")
        let log = try #require(details.eventLog)
        for bank in details.banks {
            for (register, value) in log.replayed(in: bank.hash) { #expect(bank.values[UInt8(register)] == value, "\(register)") }
        }
    }

    @Test func `The JSON container holds under its own key`() throws {
        let evidence = try sample("tpm/confidential-containers_trustee/tpm_evidence.json")
        let found = try report(evidence, trusting: [key(evidence)])
        #expect(found.binding.description.hasPrefix("a digest a04182b506878d4f"))
    }

    @Test func `The files of tpm2-tools hold under their key`() throws {
        let (evidence, key) = try keylime()
        let found = try report(evidence, trusting: [key])
        #expect(found.binding == .digest(try #require([UInt8](hex: "db1db298db6d60e6385b7231743e9c3056a18003"))))
        guard case .tpm(let details) = found.details else { throw AttestationError(.malformed, "other details") }
        #expect(details.banks.map(\.values.keys.count) == [3] && details.attest.selections[0].registers == [15, 16, 22])
    }

    @Test func `[5] A key that nobody vouches for is refused, and so is another's`() throws {
        let google = try sample("tpm/google_go-tpm-tools/gce-cos-85-nonce9009.pb")
        let (tools, other) = try keylime()
        #expect(try refusal { try report(tools, trusting: []) } == .endorsementMissing)
        #expect(try refusal { try report(tools, trusting: [key(google)]) } == .endorsementMissing)
        // Google's sample has its key's certificate, under a root that is not pinned.
        #expect(try refusal { try report(google, trusting: [other]) } != nil)
    }

    @Test func `[1][4] A changed statement, signature or register is refused for its own reason`() throws {
        let (good, key) = try keylime()
        let quote = good.quotes[0]
        func changed(statement: [UInt8]? = nil, signature: TPMSignature? = nil, banks: [PCRBank]? = nil) throws -> TPMEvidence {
            TPMEvidence(
                quotes: [
                    try TPMQuote(
                        statement: statement ?? quote.statement, signature: signature ?? quote.signature, banks: banks ?? quote.banks)
                ], keyInfo: good.keyInfo)
        }
        var statement = quote.statement
        statement[44] ^= 1
        #expect(try refusal { try report(changed(statement: statement), trusting: [key]) } == .reportSignature)
        var bytes = quote.signature.rsa
        bytes[0] ^= 1
        for signature in [
            TPMSignature(scheme: .rsassa, hash: .sha256, rsa: bytes),
            TPMSignature(scheme: .rsapss, hash: .sha256, rsa: quote.signature.rsa),
            TPMSignature(scheme: .rsassa, hash: .sha384, rsa: quote.signature.rsa), TPMSignature(scheme: .ecdsa, hash: .sha256, rsa: []),
        ] {
            #expect(try refusal { try report(changed(signature: signature), trusting: [key]) } == .reportSignature)
        }
        let forged = TPMSignature(scheme: .rsassa, hash: .sha1, rsa: quote.signature.rsa)
        #expect(try refusal { try report(changed(signature: forged), trusting: [key]) } == .unsupported)
        var values = quote.banks[0].values
        values[16]?[0] ^= 1
        let bank = try #require(PCRBank(hash: .sha256, values: values))
        #expect(try refusal { try report(changed(banks: [bank]), trusting: [key]) } == .registersMismatch)
        #expect(try refusal { try report(changed(banks: []), trusting: [key]) } == .registersMismatch)
        values[16] = nil
        let fewer = try #require(PCRBank(hash: .sha256, values: values))
        #expect(try refusal { try report(changed(banks: [fewer]), trusting: [key]) } == .registersMismatch)
    }

    @Test func `[4] A log that does not replay is refused, and one of another machine is`() throws {
        let evidence = try sample("tpm/google_go-tpm-tools/gce-cos-85-nonce9009.pb")
        var bytes = try #require(evidence.eventLog)
        // A digest in the middle of the log.
        bytes[400] ^= 1
        func with(_ log: [UInt8]?) -> TPMEvidence {
            TPMEvidence(quotes: evidence.quotes, publicArea: evidence.publicArea, eventLog: log)
        }
        let key = try key(evidence)
        #expect(try refusal { try report(with(bytes), trusting: [key]) } == .eventLogMismatch)
        let other = try EvidenceEntry.bytes(SharedEventLogTests.log)
        #expect(try refusal { try report(with(nil), trusting: [key], with: Endorsements(eventLogs: [other])) } == .eventLogMismatch)
        let endorsed = Endorsements(eventLogs: [other, try #require(evidence.eventLog)])
        #expect(try report(with(nil), trusting: [key], with: endorsed).binding == .digest([0x90, 0x09]))
    }

    @Test func `Quotes for two callers, or of SHA-1 registers alone, are no evidence`() throws {
        let one = try sample("tpm/google_go-tpm-tools/gce-cos-85-nonce9009.pb")
        let two = try sample("tpm/google_go-tpm-tools/gce-cos-85-no-nonce.pb")
        let key = try key(one)
        #expect(try self.key(two).info == key.info)
        let mixed = TPMEvidence(quotes: [one.quotes[1], two.quotes[1]], publicArea: one.publicArea)
        #expect(try refusal { try report(mixed, trusting: [key]) } == .malformed)
        let weak = TPMEvidence(quotes: [one.quotes[0]], publicArea: one.publicArea)
        #expect(try refusal { try report(weak, trusting: [key]) } == .unsupported)
    }
}
