import Testing
import Wire

@testable import Attestation

@Suite struct CollateralCacheTests {
    private func authenticate(_ lab: IntelLab, _ verifier: IntelVerifier, at time: UInt64 = IntelLab.time) throws -> EvidenceRefusal? {
        do {
            _ = try verifier.authenticate(lab.evidence(), with: lab.endorsements(), at: time)
            return nil
        } catch let error as AttestationError { return error.refusal }
    }

    @Test func `[8] Documents with a lower number than the minimum, or than was seen, are refused`() throws {
        #expect(try authenticate(.sgx(), IntelLab.sgx().verifier(minimum: 18)) != .collateralRolledBack)
        let lab = IntelLab.sgx()
        #expect(try authenticate(lab, lab.verifier(minimum: 18)) == nil)
        #expect(try authenticate(lab, lab.verifier(minimum: 19)) == .collateralRolledBack)
        let cache = CollateralCache()
        let verifier = try lab.verifier(cache: cache)
        #expect(try authenticate(lab, verifier) == nil)
        for change in [{ $0.tcbInfo.number = 17 }, { $0.identity.number = 17 }] as [(inout IntelLab) -> Void] {
            var older = lab
            change(&older)
            #expect(try authenticate(older, verifier) == .collateralRolledBack)
            #expect(try authenticate(older, lab.verifier()) == nil)
            let restored = CollateralCache(remembering: try CollateralMemory(text: cache.memory.text))
            #expect(try authenticate(older, lab.verifier(cache: restored)) == .collateralRolledBack)
        }
        var newer = lab
        (newer.tcbInfo.number, newer.identity.number) = (19, 19)
        #expect(try authenticate(newer, verifier) == nil)
        #expect(try authenticate(lab, verifier) == .collateralRolledBack)
    }

    @Test func `What evidence that is not authentic brought is not remembered`() throws {
        let lab = IntelLab.sgx { ($0.tcbInfo.number, $0.changeSignature) = (99, { $0[0] ^= 1 }) }
        let cache = CollateralCache()
        #expect(try authenticate(lab, lab.verifier(cache: cache)) == .reportSignature)
        #expect(cache.memory.isEmpty)
    }

    @Test func `[6] Cached collateral ends with its window, and revokes as fresh collateral does`() throws {
        var lab = IntelLab.sgx { $0.leaf.validity = MadeCertificate.time - 5...MadeCertificate.time + 2000 }
        lab.issuers = try lab.madeIssuers()
        let (evidence, endorsements) = (try lab.evidence(), try lab.endorsements())
        let cache = CollateralCache()
        let verifier = try lab.verifier(cache: cache)
        for time in [IntelLab.time, IntelLab.time + 10, IntelLab.time - 5] {
            #expect(try verifier.authenticate(evidence, with: endorsements, at: time).standing?.status == .upToDate)
        }
        for (time, refusal) in [(IntelLab.time + 11, EvidenceRefusal.revocationListExpired), (IntelLab.time - 6, .certificateExpired)] {
            let error = #expect(throws: AttestationError.self) { try verifier.authenticate(evidence, with: endorsements, at: time) }
            #expect(error?.refusal == refusal)
        }
        _ = try verifier.authenticate(evidence, with: endorsements, at: IntelLab.time)
        var other = lab
        other.leaf.validity = MadeCertificate.time + 1...MadeCertificate.time + 1000
        let error = #expect(throws: AttestationError.self) {
            try verifier.authenticate(other.evidence(), with: endorsements, at: IntelLab.time)
        }
        #expect(error?.refusal == .certificateExpired)
    }

    @Test func `[6] A platform that a cached list names is refused`() throws {
        var lab = IntelLab.sgx { $0.authoritySerials = [[9]] }
        lab.leaf.serial = [7]
        lab.issuers = try lab.madeIssuers()
        let endorsements = try lab.endorsements()
        let verifier = try lab.verifier()
        _ = try verifier.authenticate(lab.evidence(), with: endorsements, at: IntelLab.time)
        var revoked = lab
        revoked.leaf.serial = [9]
        let error = #expect(throws: AttestationError.self) {
            try verifier.authenticate(revoked.evidence(), with: endorsements, at: IntelLab.time)
        }
        #expect(error?.refusal == .certificateRevoked)
    }

    @Test func `Of several documents the newest that fits is taken, and others do no harm`() throws {
        var lab = IntelLab.tdx()
        var bag = try lab.endorsements()
        lab.tcbInfo.number = 20
        lab.tcbInfo.levels[0].status = "SWHardeningNeeded"
        bag.documents.append(try lab.sign(.tcbInfo, lab.tcbInfo.json))
        lab.tcbInfo.number = 30
        lab.tcbInfo.fmspc[0] ^= 1
        bag.documents.append(try lab.sign(.tcbInfo, lab.tcbInfo.json))
        bag.documents.append(.init(kind: .tcbInfo, bytes: [0x7b], signature: Samples.bytes(1, 64)))
        bag.certificates.append([1, 2, 3])
        bag.revocationLists.append([])
        let report = try lab.verifier().authenticate(lab.evidence(), with: bag, at: IntelLab.time)
        #expect(report.standing?.status == .softwareHardeningNeeded && report.standing?.evaluationNumber == 18)
    }

    @Test func `[102] More endorsements than anybody needs are refused unread`() throws {
        let lab = IntelLab.sgx()
        var bag = try lab.endorsements()
        bag.certificates += [[UInt8]](repeating: [0], count: 64)
        let error = #expect(throws: AttestationError.self) { try lab.verifier().authenticate(lab.evidence(), with: bag, at: IntelLab.time) }
        #expect(error?.refusal == .endorsementMalformed)
    }

    @Test func `The memory has one text, and no other is read`() throws {
        let text = "cloister/collateral-memory/v1\nsgx/quoting-enclave 18\ntdx/90c06f000000 4294967295\n"
        #expect(try CollateralMemory(text: text).text == text)
        #expect(try CollateralMemory(text: CollateralMemory().text).isEmpty)
        for bad in [
            "", "cloister/collateral-memory/v1", "cloister/collateral-memory/v2\n", text + "\n", text + "tdx/90c06f000000 1\n",
            "cloister/collateral-memory/v1\ntdx/90C06F000000 1\n", "cloister/collateral-memory/v1\ntdx/90c06f000000 01\n",
            "cloister/collateral-memory/v1\ntdx/90c06f000000 4294967296\n", "cloister/collateral-memory/v1\ntdx/90c06f0000 1\n",
            "cloister/collateral-memory/v1\ntdx/90c06f000000\n", "cloister/collateral-memory/v1\nnitro/quoting-enclave 1\n",
            "cloister/collateral-memory/v1\ntdx/quoting-enclave 1\nsgx/quoting-enclave 1\n",
        ] {
            #expect(throws: AttestationError.self, "\(bad)") { try CollateralMemory(text: bad) }
        }
        var one = try CollateralMemory(text: text)
        one.merge(try CollateralMemory(text: "cloister/collateral-memory/v1\nsgx/quoting-enclave 19\ntdx/90c06f000000 3\n"))
        #expect(one.text == "cloister/collateral-memory/v1\nsgx/quoting-enclave 19\ntdx/90c06f000000 4294967295\n")
    }
}
