import Testing
import Wire

@testable import Attestation

/// What the cache of verified chains accepts is what would be accepted without it.
@Suite struct VerifiedChainTests {
    private func refusal(
        _ verifier: IntelVerifier, _ evidence: Evidence, _ endorsements: Endorsements, at time: UInt64 = IntelLab.time
    ) -> EvidenceRefusal? {
        do {
            _ = try verifier.authenticate(evidence, with: endorsements, at: time)
            return nil
        } catch { return error.refusal }
    }

    /// A laboratory whose authority and root stay the same bytes from quote to quote.
    private func lab(_ change: (inout IntelLab) -> Void = { _ in }) throws -> IntelLab {
        var lab = IntelLab.tdx(change)
        lab.issuers = try lab.madeIssuers()
        return lab
    }

    @Test func `[6] A chain that was kept ends with its leaf's validity`() throws {
        let lab = try lab { $0.leaf.validity = MadeCertificate.time - 5...MadeCertificate.time + 5 }
        let (evidence, endorsements, verifier) = (try lab.evidence(), try lab.endorsements(), try lab.verifier())
        for offset in [0, 5, 0] as [UInt64] { #expect(refusal(verifier, evidence, endorsements, at: IntelLab.time + offset) == nil) }
        #expect(refusal(verifier, evidence, endorsements, at: IntelLab.time + 6) == .certificateExpired)
        #expect(refusal(verifier, evidence, endorsements, at: IntelLab.time - 6) == .certificateExpired)
        #expect(refusal(verifier, evidence, endorsements, at: .max) != nil)
        #expect(refusal(verifier, evidence, endorsements) == nil)
    }

    @Test func `[5] A chain that was kept serves its own bytes alone`() throws {
        let lab = try lab()
        let (endorsements, verifier) = (try lab.endorsements(), try lab.verifier())
        #expect(refusal(verifier, try lab.evidence(), endorsements) == nil)
        var forged = lab
        forged.leafSigner = .init()
        #expect(refusal(verifier, try forged.evidence(), endorsements) == .chainInvalid)
        var other = lab
        other.platform.components[0] = 2
        #expect(try verifier.authenticate(other.evidence(), with: endorsements, at: IntelLab.time).standing?.status == .outOfDate)
        var changed = lab
        changed.changeQuote = { $0[48 + 136] ^= 1 }
        #expect(refusal(verifier, try changed.evidence(), endorsements) == nil)
        changed.changeSignature = { $0[0] ^= 1 }
        #expect(refusal(verifier, try changed.evidence(), endorsements) == .reportSignature)
    }

    @Test func `[6] A chain that was kept serves neither other endorsements nor another root`() throws {
        var lab = try lab()
        let (evidence, endorsements) = (try lab.evidence(), try lab.endorsements())
        let cache = CollateralCache()
        #expect(refusal(try lab.verifier(cache: cache), evidence, endorsements) == nil)
        #expect(refusal(try IntelLab.tdx().verifier(cache: cache), evidence, endorsements) == .chainUntrusted)
        lab.authoritySerials = [lab.leaf.serial]
        #expect(refusal(try lab.verifier(cache: cache), evidence, try lab.endorsements()) == .certificateRevoked)
        var poorer = endorsements
        poorer.revocationLists = []
        #expect(refusal(try lab.verifier(cache: cache), evidence, poorer) == .revocationListMissing)
    }

    @Test func `[6] A list that becomes current later is looked at from then on`() throws {
        let lab = try lab()
        let evidence = try lab.evidence()
        var endorsements = try lab.endorsements()
        let later = MadeRevocationList(
            issuer: lab.authority, window: MadeCertificate.time + 5...MadeCertificate.time + 50, serials: [lab.leaf.serial])
        endorsements.revocationLists.append(try later.der())
        let earlier = MadeRevocationList(
            issuer: lab.authority, window: MadeCertificate.time - 50...MadeCertificate.time - 5, serials: [lab.leaf.serial])
        endorsements.revocationLists.append(try earlier.der())
        let verifier = try lab.verifier()
        for offset in [0, 4, -4, 5, 0, -5, 0] as [Int64] {
            let time = UInt64(MadeCertificate.time + offset)
            let fresh = refusal(try lab.verifier(), evidence, endorsements, at: time)
            #expect(refusal(verifier, evidence, endorsements, at: time) == fresh, "\(offset)")
            #expect(fresh == (abs(offset) == 5 ? .certificateRevoked : nil))
        }
    }

    @Test func `[8] A document that becomes current later is chosen from then on`() throws {
        let lab = try lab()
        let evidence = try lab.evidence()
        var endorsements = try lab.endorsements()
        var newer = lab
        (newer.tcbInfo.number, newer.tcbInfo.issued) = (20, MadeCertificate.time + 5)
        newer.tcbInfo.levels[0].status = "SWHardeningNeeded"
        endorsements.documents.append(try lab.sign(.tcbInfo, newer.tcbInfo.json))
        (newer.identity.number, newer.identity.issued) = (20, MadeCertificate.time + 7)
        newer.identity.levels[0].1 = "OutOfDate"
        endorsements.documents.append(try lab.sign(.enclaveIdentity, newer.identity.json))
        let verifier = try lab.verifier()
        for (offset, status) in [
            (4, .upToDate), (6, .softwareHardeningNeeded), (8, .outOfDate),
        ] as [(UInt64, TCBStanding.Status)] {
            let report = try verifier.authenticate(evidence, with: endorsements, at: IntelLab.time + offset)
            #expect(report.standing?.status == status)
        }
    }

    @Test func `[102] Only so many chains and collaterals are kept`() throws {
        let lab = try lab()
        let endorsements = try lab.endorsements()
        let cache = CollateralCache(limit: 1)
        let root = try lab.root.pinned()
        let verifier = IntelVerifier(platform: .tdx, roots: [root], cache: cache)
        let trust = CollateralCache.Trust(roots: [root], tee: .tdx, endorsements: endorsements)
        func isKept(_ evidence: Evidence) throws -> Bool {
            cache.verified(try Quote(evidence.bytes).signature.certification, under: trust, at: IntelLab.time) != nil
        }
        let first = try lab.evidence()
        #expect(refusal(verifier, first, endorsements) == nil)
        #expect(try isKept(first))
        for _ in 0..<CollateralCache.chainLimit { #expect(refusal(verifier, try lab.evidence(), endorsements) == nil) }
        #expect(try !isKept(first))
        let (second, others) = (try lab.evidence(), IntelLab.tdx())
        #expect(refusal(verifier, second, endorsements) == nil)
        #expect(refusal(try others.verifier(cache: cache), try others.evidence(), try others.endorsements()) == nil)
        #expect(try !isKept(second))
    }

    /// Each sample at several times, genuine and with changed bytes, by a verifier that has seen all before and by one that has seen nothing.
    @Test(.enabled(if: SharedEvidence.isThere, SharedEvidence.absence))
    func `[1] A warm verifier says of every sample what a fresh one says`() throws {
        let caches = [CollateralCache(), CollateralCache()]
        var (count, refused) = (0, 0)
        var random: UInt64 = 1
        for sample in try QuoteCase.sets("sets") {
            let parts = try QuoteParts(of: sample)
            let (quote, endorsements) = (parts["quote"], try parts.endorsements())
            let platform: Platform = quote[4] == 0 ? .sgx : .tdx
            let cache = caches[platform == .sgx ? 0 : 1]
            func verdict(_ cache: CollateralCache, _ bytes: [UInt8], at time: UInt64) throws -> String {
                let verifier = IntelVerifier(platform: platform == .sgx ? .sgx : .tdx, cache: cache)
                let evidence = try Evidence(platform: platform, bytes: bytes)
                do {
                    return "\(try verifier.authenticate(evidence, with: endorsements, at: time))"
                } catch { return "refused: \(error.message)" }
            }
            var bytes = [quote, quote]
            for _ in 0..<8 {
                random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                var changed = quote
                changed[Int(random >> 33) % quote.count] ^= 0x10
                bytes.append(changed)
            }
            var moments = [sample.at]
            for distance in [1, 86_400 * 20, 86_400 * 400] as [UInt64] { moments += [sample.at - distance, sample.at + distance] }
            for bytes in bytes {
                for time in bytes == quote ? moments + [sample.at] : [sample.at] {
                    let fresh = try verdict(CollateralCache(limit: 0, remembering: cache.memory), bytes, at: time)
                    #expect(try verdict(cache, bytes, at: time) == fresh)
                    count += 1
                    if fresh.hasPrefix("refused") { refused += 1 }
                }
            }
        }
        print("\(count) verdicts of a warm and of a fresh Intel verifier are the same, \(refused) of them refusals")
        #expect(count > 0 && refused > 0 && refused < count)
    }
}
