import Attestation
import AttestedSession
import Testing
import Wire

/// Every truncation, extension and flipped byte of every message is refused, and none traps.
@Suite struct HandshakeBytesTests {
    @Test(arguments: [SessionRole.party, .executor])
    func `[1][2] A changed hello is refused`(role: SessionRole) throws {
        let original = try Ends(role: role).run().hello
        for changed in mutations(of: original) {
            var ends = try Ends(role: role)
            ends.hello = { _ in changed }
            #expect(ends.refusal() != nil, "\(changed.hex)")
        }
    }

    @Test func `[1][2] A changed offer is refused`() throws {
        let ends = try Ends()
        let original = try ends.run().offer
        for changed in mutations(of: original) {
            #expect(throws: (any Error).self) {
                let initiator = try ends.initiator()
                let received = try initiator.receive(offer: changed)
                _ = try ends.appraise(received.claim)
            }
        }
    }

    @Test(arguments: [SessionRole.party, .executor])
    func `[1][2] A changed authentication is refused`(role: SessionRole) throws {
        let ends = try Ends(role: role)
        let outcome = try ends.run()
        // One responder for all of them: its own messages do not depend on what follows.
        for changed in mutations(of: outcome.authentication) {
            #expect(throws: SessionError.self) {
                let offered = try ends.offer(to: outcome.hello)
                _ = try offered.receive(authentication: changed)
            }
        }
    }

    @Test func `[1][2] A changed acceptance is refused`() throws {
        let length = try Ends().run().accept.count
        for place in 0..<mutations(of: [UInt8](repeating: 0, count: length)).count {
            var ends = try Ends()
            ends.accept = { mutations(of: $0)[place] }
            #expect(ends.refusal() is SessionError)
        }
    }

    @Test func `[102] Messages beyond the limit are refused before they are read`() throws {
        let huge = [UInt8](repeating: 1, count: SessionLimits.message + 1)
        for place in 0..<4 {
            var ends = try Ends()
            switch place {
            case 0: ends.hello = { _ in huge }
            case 1: ends.offer = { _ in huge }
            case 2: ends.authentication = { _ in huge }
            default: ends.accept = { _ in huge }
            }
            #expect(ends.code() == .length)
        }
    }

    @Test func `[102] Lengths that the input merely claims do no harm`() throws {
        let outcome = try Ends().run()
        for (message, place) in [(outcome.hello, 0), (outcome.offer, 1), (outcome.authentication, 2), (outcome.accept, 3)] {
            for index in message.indices.dropLast(4) where index % 7 == 0 || index < 80 {
                var changed = message
                changed.replaceSubrange(index..<index + 4, with: [0xff, 0xff, 0xff, 0xff])
                guard changed != message else { continue }
                var ends = try Ends()
                switch place {
                case 0: ends.hello = { _ in changed }
                case 1: ends.offer = { _ in changed }
                case 2: ends.authentication = { _ in changed }
                default: ends.accept = { _ in changed }
                }
                #expect(ends.refusal() != nil)
            }
        }
    }

    @Test func `Evidence of the greatest length fits`() throws {
        let ends = try Ends(role: .executor)
        let greeted = try ends.respond().receive(hello: try ends.run().hello)
        let short = try ends.hardware.evidence(greeted.reportData, role: .control).bytes.count
        let evidence = try ends.hardware.evidence(greeted.reportData, role: .control, padding: SessionLimits.evidence - short)
        #expect(evidence.bytes.count == SessionLimits.evidence)
        let offered = try greeted.offer(evidence: evidence)
        let initiator = try ends.initiator()
        let received = try initiator.receive(offer: offered.message)
        #expect(received.claim.evidence == evidence)
        let attested = try ends.appraise(received.claim)
        let appraised = try received.accept(attested)
        let authenticated = try appraised.authenticate(with: .node(evidence))
        let answered = try offered.receive(authentication: authenticated.message)
        guard case .node(let claim) = answered.credential else {
            Issue.record("not a node")
            return
        }
        #expect(claim.evidence == evidence)
    }
}
