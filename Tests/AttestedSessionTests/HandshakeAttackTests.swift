import Attestation
import Crypto
import Testing
import Wire

@testable import AttestedSession

@Suite struct HandshakeAttackTests {
    @Test func `[29] An offer replayed to a new initiator is refused`() throws {
        let recorded = try Ends().run().offer
        var ends = try Ends()
        ends.initiatorNonce = [UInt8](repeating: 0x55, count: 32)
        ends.offer = { _ in recorded }
        #expect(ends.refusal() as? Refused == .appraisal([.reportDataMismatch]))
    }

    @Test func `[30] Who stole the TLS key and offers its own session key is refused`() throws {
        // The channel looks the same from both ends, the evidence is genuine, only the key is the attacker's.
        var ends = try Ends()
        let key = Array(try XWingMLKEM768X25519.PrivateKey.generate().publicKey.rawRepresentation)
        ends.offer = { Array($0.prefix(33)) + key + Array($0.dropFirst(33 + 1216)) }
        #expect(ends.refusal() as? Refused == .appraisal([.reportDataMismatch]))
    }

    @Test func `[30] An attacker with a genuine enclave of his own code is refused`() throws {
        let ends = try Ends()
        let initiator = try ends.initiator()
        let greeted = try ends.respond().receive(hello: initiator.message)
        let evidence = try ends.hardware.evidence(greeted.reportData, role: .control, measurement: TestHardware.bad)
        let offered = try greeted.offer(evidence: evidence)
        let received = try initiator.receive(offer: offered.message)
        #expect(throws: Refused.appraisal([.measurementNotAccepted])) { try ends.appraise(received.claim) }
    }

    @Test func `[30] A relay that changes nothing gains nothing`() throws {
        // It sees all four messages; none of them repeats a byte string of the keys, and a session of its own with either end has other keys.
        let outcome = try Ends().run()
        let wire = [outcome.hello, outcome.offer, outcome.authentication, outcome.accept]
        #expect(!wire.contains { $0.hex.contains(outcome.initiator.id.hex) })
    }

    @Test func `[32] Diversion to a genuine machine that is not on the list is refused`() throws {
        let ends = try Ends()
        let initiator = try ends.initiator()
        let greeted = try ends.respond().receive(hello: initiator.message)
        let evidence = try ends.hardware.evidence(greeted.reportData, role: .control, machine: 2)
        let offered = try greeted.offer(evidence: evidence)
        let received = try initiator.receive(offer: offered.message)
        #expect(throws: Refused.appraisal([.hardwareNotAccepted])) { try ends.appraise(received.claim) }
    }

    @Test func `[31] Our own messages sent back are refused`() throws {
        let outcome = try Ends(role: .control).run()
        let messages = [outcome.hello, outcome.offer, outcome.authentication, outcome.accept]
        for (place, expected) in messages.enumerated() {
            for message in messages where message != expected {
                var ends = try Ends(role: .control)
                switch place {
                case 0: ends.hello = { _ in message }
                case 1: ends.offer = { _ in message }
                case 2: ends.authentication = { _ in message }
                default: ends.accept = { _ in message }
                }
                #expect(ends.code() == .malformed)
            }
        }
    }

    @Test func `[31][33] A peer that uses our nonce as its own is refused`() throws {
        var ends = try Ends()
        ends.responderNonce = ends.initiatorNonce
        #expect(ends.code() == .reflection)
        // At the initiator too, should the responder not notice.
        ends.responderNonce = [UInt8](repeating: 0x22, count: 32)
        let nonce = ends.initiatorNonce
        ends.offer = { $0.prefix(1) + nonce + $0.dropFirst(33) }
        #expect(ends.code() == .reflection)
    }

    @Test func `[31] A responder's evidence does not serve an initiator`() throws {
        // A control node meets itself: the evidence that it gave as a responder comes back as an initiator's.
        let ends = try Ends(role: .control)
        let initiator = try ends.initiator()
        let offered = try ends.offer(to: initiator.message)
        let received = try initiator.receive(offer: offered.message)
        let reflected = received.claim.evidence
        let attested = try ends.appraise(received.claim)
        let appraised = try received.accept(attested)
        let authenticated = try appraised.authenticate(with: .node(reflected))
        let answered = try offered.receive(authentication: authenticated.message)
        #expect(throws: Refused.appraisal([.reportDataMismatch])) { try ends.judge(answered.credential) }
    }

    @Test func `[36] A responder of another role is refused, whatever its measurement`() throws {
        let ends = try Ends(role: .executor, responder: .control)
        let initiator = try ends.initiator()
        let greeted = try ends.respond().receive(hello: initiator.message)
        let evidence = try ends.hardware.evidence(greeted.reportData, role: .executor)
        let offered = try greeted.offer(evidence: evidence)
        let received = try initiator.receive(offer: offered.message)
        #expect(throws: Refused.appraisal([.roleMismatch])) { try ends.appraise(received.claim) }
        // Its own appraiser would take it for what it is; that does not make it what was asked for.
        let claim = EvidenceClaim(evidence: received.claim.evidence, reportData: received.claim.reportData, role: .executor)
        let other = try ends.appraise(claim)
        do {
            _ = try received.accept(other)
            Issue.record("an executor was accepted as control")
        } catch { #expect(error.code == .role) }
    }

    @Test func `[29] An appraisal of another session counts for nothing`() throws {
        let ends = try Ends()
        let initiator = try ends.initiator()
        let offered = try ends.offer(to: initiator.message)
        let received = try initiator.receive(offer: offered.message)
        let other = try ends.attested(.control)
        do {
            _ = try received.accept(other)
            Issue.record("an appraisal of other evidence was accepted")
        } catch { #expect(error.code == .appraisal) }
        let node = try Ends(role: .executor)
        let answered = try node.answer { try node.credential($0, $1) }
        let stranger = try node.attested(.executor)
        do {
            _ = try answered.accept(.node(stranger), ageLimit: 60)
            Issue.record("an appraisal of other evidence was accepted")
        } catch { #expect(error.code == .role) }
    }

    @Test func `[36] An initiator of another role is refused, whatever its measurement`() throws {
        // An executor says that it is control.
        let ends = try Ends(role: .control, responder: .control)
        let answered = try ends.answer { try .node(ends.hardware.evidence($1, role: .executor)) }
        #expect(throws: Refused.appraisal([.roleMismatch])) { try ends.judge(answered.credential) }
    }

    @Test func `[36] A responder that was not asked for is refused`() throws {
        var ends = try Ends(role: .party, responder: .control)
        ends.hello = { hello in
            var changed = hello
            changed[6] = 2
            return changed
        }
        #expect(ends.code() == .role)
    }

    @Test func `[36] A party cannot pose as a node, nor a node as a party`() throws {
        let party = try Ends(role: .party)
        #expect(throws: SessionError.self) {
            _ = try party.answer { try .node(party.hardware.evidence($1, role: .control)) }
        }
        let node = try Ends(role: .executor)
        #expect(throws: SessionError.self) {
            _ = try node.answer { input, _ in
                .party(
                    signingKey: Array(Ends.key.publicKey.x963Representation),
                    signature: Array(try Ends.key.signature(for: input).rawRepresentation))
            }
        }
        // The initiator's role is under the first transcript hash.
        var changed = try Ends(role: .party)
        changed.hello = { $0.prefix(5) + [1] + $0.dropFirst(6) }
        #expect(changed.refusal() as? Refused == .appraisal([.reportDataMismatch]))
    }

    @Test func `[18] Another outer channel at either end is refused`() throws {
        let other = [UInt8](repeating: 0xcc, count: 32)
        let mine = [UInt8](repeating: 0xaa, count: 32)
        let channels: [OuterChannel] = [
            .proxied, .direct(responderKey: other, initiatorKey: [UInt8](repeating: 0xbb, count: 32)),
            .direct(responderKey: mine, initiatorKey: other), .direct(responderKey: mine, initiatorKey: nil),
        ]
        for channel in channels {
            var ends = try Ends()
            ends.responderOuter = channel
            #expect(ends.code() == .outerChannel)
            // The man in the middle tells each end what it sees, and is found out by the initiator.
            var middle = try Ends()
            middle.responderOuter = channel
            let seen = try Ends.hello(with: channel)
            middle.hello = { _ in seen }
            #expect(middle.code() == .outerChannel)
        }
    }

    @Test func `Another ledger is refused by both ends`() throws {
        var ends = try Ends()
        ends.expectedOrigin = "ledger.example/2"
        #expect(ends.code() == .ledgerOrigin)
        let releaseBytes = 1 + 4 + 8 + 32
        // The expectation removed on the way: the initiator still has it.
        ends.hello = { hello in
            hello.dropLast(releaseBytes + 4 + 16 + 1) + [0] + hello.suffix(releaseBytes)
        }
        #expect(ends.code() == .ledgerOrigin)
    }

    @Test func `[67] Another version or suite is refused`() throws {
        var ends = try Ends()
        ends.hello = { $0.prefix(1) + [0, 2] + $0.dropFirst(3) }
        #expect(ends.code() == .version)
        ends.hello = { $0.prefix(3) + [0, 0] + $0.dropFirst(5) }
        #expect(ends.code() == .suite)
    }

    @Test func `A configuration that contradicts the measured one is refused`() throws {
        var ends = try Ends()
        ends.context = try SessionContext(
            ledgerOrigin: "ledger.example/1", release: ends.release, configurationDigest: [UInt8](repeating: 1, count: 32))
        for (measured, expected) in [(UInt8(0), nil), (1, nil), (2, SessionError.Code.configuration)] {
            let initiator = try ends.initiator()
            let greeted = try ends.respond().receive(hello: initiator.message)
            let evidence = try ends.hardware.evidence(
                greeted.reportData, role: .control, configuration: [UInt8](repeating: measured, count: 32))
            let offered = try greeted.offer(evidence: evidence)
            let received = try initiator.receive(offer: offered.message)
            let attested = try ends.appraise(received.claim)
            do {
                _ = try received.accept(attested)
                #expect(expected == nil)
            } catch { #expect(error.code == expected) }
        }
    }

    @Test func `[70][129] A cloned responder gives no two sessions the same keys`() throws {
        // Same nonce, same session key, same quote: the initiators' nonces and encapsulations still set the sessions apart.
        var ends = try Ends()
        let first = try ends.run()
        ends.initiatorNonce = [UInt8](repeating: 0x66, count: 32)
        let second = try ends.run()
        #expect(first.initiator.id != second.initiator.id)
    }
}

extension Ends {
    /// Plays up to the responder's reading of M3, with a credential of the test's own making.
    func answer(
        _ make: (_ signatureInput: [UInt8], _ reportData: ReportData) throws -> InitiatorCredential
    ) throws -> ResponderHandshake.Authenticated {
        let initiator = try initiator()
        let offered = try offer(to: initiator.message)
        let received = try initiator.receive(offer: offered.message)
        let attested = try appraise(received.claim)
        let appraised = try received.accept(attested)
        let credential = try make(appraised.signatureInput, appraised.reportData)
        let authenticated = try appraised.authenticate(with: credential)
        return try offered.receive(authentication: authenticated.message)
    }

    /// A genuine appraisal of a node in this role, of no particular session.
    func attested(_ role: NodeRole) throws -> Attested {
        let reportData = ReportData.binding("test", [])
        let evidence = try hardware.evidence(reportData, role: role)
        switch try hardware.appraiser().appraise(evidence, reportData: reportData, role: role, at: 1_000) {
        case .attested(let attested): return attested
        case .refused(let failures): throw Refused.appraisal(failures.map(\.code))
        }
    }

    /// The hello of an end that sees this channel.
    static func hello(with channel: OuterChannel) throws -> [UInt8] {
        var ends = try Ends()
        ends.initiatorOuter = channel
        let handshake = try ends.initiator()
        return handshake.message
    }
}
