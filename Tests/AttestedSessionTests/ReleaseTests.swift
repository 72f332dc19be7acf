import Attestation
import Testing
import Wire

@testable import AttestedSession

/// Two ends that follow different release manifests have no session, whoever is behind.
@Suite struct ReleaseTests {
    @Test func `[127] An initiator stops after the offer and knows both manifests`() throws {
        let here = try Ends.head()
        let others = [
            try Ends.head(sequence: 8), try Ends.head(sequence: 6), try Ends.head(set: 2, sequence: 1), try Ends.head(digest: 1), nil,
        ]
        for other in others {
            for (ours, theirs) in [(Optional(here), other), (other, here)] {
                var ends = try Ends()
                ends.release = ours
                ends.context = try SessionContext(ledgerOrigin: "ledger.example/1", release: theirs)
                let error = try #require(ends.refusal() as? SessionError)
                #expect(error.code == .release)
                #expect(error.releases == ReleaseHeads(ours: ours, theirs: theirs))
            }
        }
    }

    @Test func `No manifest at either end is agreement too`() throws {
        var ends = try Ends()
        ends.release = nil
        ends.context = try SessionContext(ledgerOrigin: "ledger.example/1")
        #expect(ends.refusal() == nil)
    }

    @Test func `[127] A responder answers another manifest with an offer and refuses what follows`() throws {
        var ends = try Ends()
        ends.release = try Ends.head(sequence: 6)
        let initiator = try ends.initiator()
        let greeted = try ends.respond().receive(hello: initiator.message)
        let heads = ReleaseHeads(ours: try Ends.head(), theirs: try Ends.head(sequence: 6))
        #expect(greeted.releases == heads)
        let evidence = try ends.hardware.evidence(greeted.reportData, role: .control)
        let offered = try greeted.offer(evidence: evidence)
        // An initiator of another make, which goes on although the manifests differ: its transcript is the responder's.
        let message = try ends.authenticationRegardless(hello: initiator.message, offer: offered.message)
        do {
            _ = try offered.receive(authentication: message)
            Issue.record("the responder went on")
        } catch {
            #expect(error.code == .release)
            #expect(error.releases == heads)
        }
    }

    @Test func `[127] A manifest that is changed on the way does not pass`() throws {
        // The man in the middle shows the initiator its own manifest in place of the responder's.
        var ends = try Ends()
        ends.context = try SessionContext(ledgerOrigin: "ledger.example/1", release: try Ends.head(sequence: 6))
        let (theirs, ours) = (try Ends.head(sequence: 6).wireBytes, try Ends.head().wireBytes)
        ends.offer = { offer in
            guard let place = offer.indices.dropLast(theirs.count).first(where: { offer[$0..<$0 + theirs.count] == theirs[...] })
            else { return offer }
            var changed = offer
            changed.replaceSubrange(place..<place + theirs.count, with: ours)
            return changed
        }
        #expect(ends.refusal() as? Refused == .appraisal([.reportDataMismatch]))
        // Or it shows the responder its own: the initiator's copy of the hello has another.
        var middle = try Ends()
        middle.context = try SessionContext(ledgerOrigin: "ledger.example/1", release: middle.release)
        middle.release = try Ends.head(sequence: 6)
        let other = try Ends().initiator()
        let shown = other.message
        middle.hello = { _ in shown }
        #expect(middle.code() == .release)
    }
}

extension Ends {
    /// M3 of an initiator that ignores the offer's manifest.
    func authenticationRegardless(hello: [UInt8], offer bytes: [UInt8]) throws -> [UInt8] {
        let hello = try Hello(wireBytes: hello)
        let offer = try Offer(wireBytes: bytes)
        let first = Transcript.first(hello, offer.core)
        let offered = InitiatorHandshake.Offered(
            claim: EvidenceClaim(
                evidence: offer.evidence, reportData: try #require(Transcript.responderReportData(first: first, proof: offer.proof)),
                role: hello.responder),
            context: offer.core.context, hello: hello, offer: offer, first: first)
        let attested = try appraise(offered.claim)
        let appraised = try offered.accept(attested)
        let credential = try credential(appraised.signatureInput, appraised.reportData)
        let authenticated = try appraised.authenticate(with: credential)
        return authenticated.message
    }
}
