import Testing

@testable import Attestation

/// What evidence of real machines needs.
@Suite struct CollateralNeedsTests {
    private static let report = "snp/confidential-containers_trustee/test-report.bin"

    private func snp(_ change: (inout [UInt8]) -> Void = { _ in }, beside keys: [[UInt8]] = []) throws -> CollateralNeeds {
        var bytes = Array(try EvidenceEntry.bytes(Self.report).prefix(SNPReport.length))
        change(&bytes)
        return try CollateralNeeds(
            of: Evidence(platform: .sevSNP, bytes: bytes), beside: Endorsements(certificates: keys))
    }

    private func refusal(_ body: () throws -> CollateralNeeds) -> EvidenceRefusal? {
        #expect(throws: AttestationError.self) { _ = try body() }?.refusal
    }

    @Test func `A quote needs four pieces of its family and its authority`() throws {
        let tdx = try CollateralNeeds(
            of: Evidence(platform: .tdx, bytes: EvidenceEntry.bytes("tdx/Phala-Network_dcap-qvl/sample.tdx_quote")), beside: Endorsements())
        #expect(tdx.choices.count == 1)
        #expect(tdx.choices.first?.dropFirst() == [.enclaveIdentity(.tdx), .platformList(.platform), .intelRootList])
        guard case .tcbInfo(.tdx, let fmspc) = tdx.choices.first?.first else {
            Issue.record("no TCB info")
            return
        }
        #expect(fmspc.count == 6)
    }

    @Test func `A report of version 2 may be of two products, and says neither`() throws {
        let needs = try snp()
        #expect(needs.choices.map(\.count) == [3, 3])
        #expect(needs.choices.map(\.last) == [.amdList(.milan, .vcek), .amdList(.genoa, .vcek)])
    }

    @Test func `A key that came with the report is not asked for, and names the product`() throws {
        let keys = try SharedEvidence.files(below: "collateral/amd/milan", ending: ".der").filter { $0.contains("vcek_") }
            .map(SharedEvidence.bytes)
        try #require(!keys.isEmpty || SharedEvidence.isThere, SharedEvidence.absence)
        let fitting = try snp(beside: keys)
        #expect(fitting.choices == [[.amdChain(.milan, .vcek), .amdList(.milan, .vcek)]])
        let other = try SNPCertificates(Endorsements(certificates: keys))
        let report = try SNPReport(Array(EvidenceEntry.bytes(Self.report).prefix(SNPReport.length)))
        #expect(try other.fittingKey(for: report)?.product == .milan)
    }

    @Test func `What no vendor publishes, and what nobody signed, is refused`() throws {
        _ = try snp()
        // Flags at 0x48: the signing key in bits 2 to 4. The chip's id is at 0x1A0.
        #expect(refusal { try snp { $0[0x48] = 0x1c } } == .reportSignature)
        #expect(refusal { try snp { $0[0x48] = 0x04 } } == .endorsementMissing)
        #expect(refusal { try snp { $0.replaceSubrange(0x1a0..<0x1e0, with: repeatElement(0, count: 64)) } } == .endorsementMissing)
        #expect(refusal { try snp { $0 = Array($0.dropLast()) } } == .malformed)
    }

    @Test func `A processor that nobody knows has no products; one that is known has one`() throws {
        let genoa = "snp/confidential-containers_trustee/evidence-genoa.json.227a641d.snp-report.bin"
        var bytes = try EvidenceEntry.bytes(genoa)
        #expect(
            try CollateralNeeds(of: Evidence(platform: .sevSNP, bytes: bytes), beside: Endorsements()).choices.map(\.last) == [
                .amdList(.genoa, .vcek)
            ])
        bytes[0x188] = 0x20
        let unknown = bytes
        #expect(refusal { try CollateralNeeds(of: Evidence(platform: .sevSNP, bytes: unknown), beside: Endorsements()) } == .unsupported)
    }

    @Test func `Evidence that carries its own chain needs nothing`() throws {
        #expect(try CollateralNeeds(of: Evidence(platform: .nitro, bytes: []), beside: Endorsements()).choices.isEmpty)
        #expect(try CollateralNeeds(of: Evidence(platform: .tpm, bytes: []), beside: Endorsements()).choices.isEmpty)
    }

    @Test func `Every genuine quote and report has needs, or says why not`() throws {
        var asked = 0
        for (folder, platform) in [
            ("sgx", Platform.sgx), ("tdx", .tdx), ("snp", .sevSNP), ("azure-vtpm", .azureSNP), ("azure-vtpm", .azureTDX),
        ] {
            for file in try SharedEvidence.files(below: folder, ending: "") {
                guard let bytes = try? SharedEvidence.bytes(file), let evidence = try? Evidence(platform: platform, bytes: bytes) else {
                    continue
                }
                do throws(AttestationError) {
                    let needs = try CollateralNeeds(of: evidence, beside: Endorsements())
                    #expect(!needs.choices.isEmpty && needs.choices.allSatisfy { 2...4 ~= $0.count })
                    #expect(needs.choices.joined().allSatisfy { !$0.title.isEmpty })
                    asked += 1
                } catch { #expect(error.refusal != nil, "\(file)") }
            }
        }
        try #require(SharedEvidence.isThere, SharedEvidence.absence)
        #expect(asked >= 90)
    }
}
