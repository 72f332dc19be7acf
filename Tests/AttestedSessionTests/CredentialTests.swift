import Attestation
import AttestedSession
import Crypto
import Testing
import Wire

/// Attacks on M3: the initiator's proof must cover this session, its encapsulation included.
@Suite struct CredentialTests {
    /// An honest initiator talks to the responder by way of an attacker, who got hold of the honest credential and encapsulates himself.
    private func replaceEncapsulation(_ ends: Ends) throws -> ResponderHandshake.Authenticated {
        let honest = try ends.initiator()
        let offered = try ends.offer(to: honest.message)
        let received = try honest.receive(offer: offered.message)
        let attested = try ends.appraise(received.claim)
        let appraised = try received.accept(attested)
        let stolen = try ends.credential(appraised.signatureInput, appraised.reportData)

        // Same hello, same offer, so the same first transcript hash; only `enc` is the attacker's.
        let attacker = try ends.initiator()
        let seen = try attacker.receive(offer: offered.message)
        let convinced = try ends.appraise(seen.claim)
        let attacking = try seen.accept(convinced)
        let authenticated = try attacking.authenticate(with: stolen)
        return try offered.receive(authentication: authenticated.message)
    }

    @Test func `[121] Genuine evidence over another encapsulation is refused`() throws {
        let ends = try Ends(role: .executor)
        let answered = try replaceEncapsulation(ends)
        #expect(throws: Refused.appraisal([.reportDataMismatch])) { try ends.judge(answered.credential) }
    }

    @Test func `[121] A party's signature over another encapsulation is refused`() throws {
        let ends = try Ends(role: .party)
        #expect(credentialError { _ = try replaceEncapsulation(ends) } == .credential)
    }

    @Test func `[121] Evidence over a transcript that lacks the encapsulation is refused`() throws {
        let ends = try Ends(role: .executor)
        let first = try ends.firstTranscriptHash()
        for weak in [first, Array(SHA256.hash(data: first))] {
            let answered = try ends.answer { _, _ in
                .node(try ends.hardware.evidence(ReportData.binding("cloister/session-initiator/v1", weak), role: .executor))
            }
            #expect(throws: Refused.appraisal([.reportDataMismatch])) { try ends.judge(answered.credential) }
        }
    }

    @Test func `[121] A signature over the first transcript hash is refused`() throws {
        let ends = try Ends()
        let first = try ends.firstTranscriptHash()
        let code = credentialError {
            _ = try ends.answer { _, _ in
                var weak = ByteWriter()
                weak.string("cloister/session-party/v1")
                weak.fixed(first)
                return try ends.credential(weak.bytes, ReportData.binding("", []))
            }
        }
        #expect(code == .credential)
    }

    @Test func `A signature without its label is refused`() throws {
        let ends = try Ends()
        let code = credentialError {
            _ = try ends.answer { input, reportData in try ends.credential(Array(input.suffix(32)), reportData) }
        }
        #expect(code == .credential)
    }

    @Test func `A signature by another key is refused`() throws {
        let ends = try Ends()
        let code = credentialError {
            _ = try ends.answer { input, _ in
                .party(
                    signingKey: Array(P256.Signing.PrivateKey().publicKey.x963Representation),
                    signature: Array(try Ends.key.signature(for: input).rawRepresentation))
            }
        }
        #expect(code == .credential)
    }

    @Test(arguments: [[UInt8](repeating: 0, count: 64), [UInt8](repeating: 0xff, count: 64)])
    func `[12] A signature of zeros or beyond the order is refused`(signature: [UInt8]) throws {
        let ends = try Ends()
        let key = Array(Ends.key.publicKey.x963Representation)
        #expect(credentialError { _ = try ends.answer { _, _ in .party(signingKey: key, signature: signature) } } == .credential)
    }

    @Test(arguments: [[UInt8](repeating: 0, count: 65), [4] + [UInt8](repeating: 1, count: 64), [2] + [UInt8](repeating: 1, count: 64)])
    func `[66] A key that is no point is refused`(key: [UInt8]) throws {
        let ends = try Ends()
        let code = credentialError {
            _ = try ends.answer { input, _ in
                .party(signingKey: key, signature: Array(try Ends.key.signature(for: input).rawRepresentation))
            }
        }
        #expect(code == .credential)
    }

    @Test func `[29][35] An authentication replayed in another session is refused`() throws {
        for role in [SessionRole.party, .executor] {
            let recorded = try Ends(role: role).run()
            // The same hello again, to a responder with a new nonce and key.
            var ends = try Ends(role: role)
            ends.responderNonce = [UInt8](repeating: 0x77, count: 32)
            ends.seed = [UInt8](repeating: 0x78, count: 32)
            ends.hello = { _ in recorded.hello }
            ends.authentication = { _ in recorded.authentication }
            #expect(ends.code() == .decryption)
            // Even if the responder's key repeated itself, its nonce would not.
            ends.seed = [UInt8](repeating: 0x33, count: 32)
            #expect(ends.code() == .decryption)
        }
    }

    @Test func `A Finished of another session is refused`() throws {
        let recorded = try Ends().run()
        var ends = try Ends()
        ends.authentication = { $0.dropLast(32) + recorded.authentication.suffix(32) }
        #expect(ends.code() == .finished)
    }

    @Test func `An acceptance of another session is refused`() throws {
        let recorded = try Ends().run()
        var ends = try Ends()
        ends.accept = { _ in recorded.accept }
        #expect(ends.code() == .decryption)
    }

    @Test func `A responder accepts nobody but the peer that proved itself`() throws {
        let party = try Ends()
        let other = Array(P256.Signing.PrivateKey().publicKey.x963Representation)
        #expect(credentialError { try party.acceptAnyway(.party(signingKey: other)) } == .role)
        #expect(credentialError { try party.acceptAnyway(.node(try party.attested(.executor))) } == .role)
        let node = try Ends(role: .executor)
        #expect(credentialError { try node.acceptAnyway(.node(try node.attested(.control))) } == .role)
        #expect(credentialError { try node.acceptAnyway(.party(signingKey: other)) } == .role)
    }

    private func credentialError(_ body: () throws -> Void) -> SessionError.Code? {
        do { try body() } catch { return (error as? SessionError)?.code }
        return nil
    }
}

extension Ends {
    func firstTranscriptHash() throws -> [UInt8] {
        let initiator = try initiator()
        let greeted = try respond().receive(hello: initiator.message)
        return greeted.first
    }

    func acceptAnyway(_ peer: PeerIdentity) throws {
        let answered = try answer { try credential($0, $1) }
        _ = try answered.accept(peer, ageLimit: 60)
    }
}
