import Attestation
import Crypto
import Testing
import Wire

@testable import AttestedSession

/// A peer that holds the right keys and still breaks the rules: each end checks by itself, and none relies on the other's check.
@Suite struct DeviantPeerTests {
    private func greeting(_ change: (inout Ends) -> Void) throws -> SessionError.Code? {
        var ends = try Ends()
        let responder = ends
        change(&ends)
        let hello = try ends.initiator()
        return code { _ = try responder.respond().receive(hello: hello.message) }
    }

    @Test func `[18][31] A responder refuses a hello by itself`() throws {
        #expect(try greeting { $0.initiatorOuter = .proxied } == .outerChannel)
        #expect(try greeting { $0.initiatorNonce = $0.responderNonce } == .reflection)
        #expect(try greeting { $0.expectedOrigin = "ledger.example/2" } == .ledgerOrigin)
        #expect(try greeting { $0.responder = .executor } == .role)
        #expect(try greeting { _ in } == nil)
    }

    @Test(arguments: [SessionRole.executor, .control])
    func `[25] A node that shows no key in a direct channel is refused by either end`(_ role: SessionRole) throws {
        let bare = OuterChannel.direct(responderKey: [UInt8](repeating: 0xaa, count: 32), initiatorKey: nil)
        var party = try Ends()
        (party.initiatorOuter, party.responderOuter) = (bare, bare)
        let hello = try party.initiator().message
        #expect(code { _ = try party.respond().receive(hello: hello) } == nil)
        // The same hello from one who says that it is a node.
        let changed = hello.prefix(5) + [role.rawValue] + hello.dropFirst(6)
        #expect(code { _ = try party.respond().receive(hello: Array(changed)) } == .outerChannel)
        var node = try Ends(role: role)
        node.initiatorOuter = bare
        #expect(code { _ = try node.initiator() } == .outerChannel)
        node.initiatorOuter = .proxied
        #expect(code { _ = try node.initiator() } == nil)
    }

    /// Plays up to M4, and sends what `change` makes of its content under the right key.
    private func acceptance(_ change: (Accept.Content) -> Accept.Content) throws -> SessionError.Code? {
        let ends = try Ends()
        let initiator = try ends.initiator()
        let offered = try ends.offer(to: initiator.message)
        let received = try initiator.receive(offer: offered.message)
        let attested = try ends.appraise(received.claim)
        let appraised = try received.accept(attested)
        let credential = try ends.credential(appraised.signatureInput, appraised.reportData)
        let authenticated = try appraised.authenticate(with: credential)
        let answered = try offered.receive(authentication: authenticated.message)
        let keys = try answered.schedule.session(third: answered.third, ageLimit: 60)
        let honest = Accept.Content(
            finished: try answered.schedule.responderFinished(third: answered.third), sessionID: keys.id, ageLimit: 60)
        let sealed = try answered.schedule.sealAccept(change(honest).wireBytes, third: answered.third)
        do { _ = try authenticated.receive(accept: Accept(sealed: sealed).wireBytes) } catch { return error.code }
        return nil
    }

    @Test func `An acceptance with another Finished, session or age is refused`() throws {
        #expect(try acceptance { $0 } == nil)
        let zeros = [UInt8](repeating: 0, count: 32)
        #expect(try acceptance { Accept.Content(finished: zeros, sessionID: $0.sessionID, ageLimit: 60) } == .finished)
        #expect(try acceptance { Accept.Content(finished: $0.finished, sessionID: Array(zeros.prefix(16)), ageLimit: 60) } == .accept)
        for age in [0, SessionLimits.age + 1, .max] {
            #expect(try acceptance { Accept.Content(finished: $0.finished, sessionID: $0.sessionID, ageLimit: age) } == .malformed)
        }
    }

    /// Sends a credential that our own initiator would not send, sealed and finished as it should be.
    private func authentication(
        _ role: SessionRole, _ make: (Ends, _ signatureInput: [UInt8], _ reportData: ReportData) throws -> InitiatorCredential
    ) throws -> SessionError.Code? {
        let ends = try Ends(role: role)
        let initiator = try ends.initiator()
        let offered = try ends.offer(to: initiator.message)
        let received = try initiator.receive(offer: offered.message)
        let attested = try ends.appraise(received.claim)
        let appraised = try received.accept(attested)
        let (schedule, second) = (appraised.schedule, appraised.second)
        let credential = try make(ends, appraised.signatureInput, appraised.reportData)
        let message = Authentication(
            encapsulation: appraised.encapsulation,
            sealedCredential: try schedule.sealCredential(credential.wireBytes, second: second),
            finished: try schedule.initiatorFinished(third: Transcript.third(second: second, credential: credential)))
        do { _ = try offered.receive(authentication: message.wireBytes) } catch { return error.code }
        return nil
    }

    @Test func `[36] A party's signature makes no node, and evidence makes no party`() throws {
        func signed(_ ends: Ends, _ input: [UInt8], _: ReportData) throws -> InitiatorCredential {
            .party(
                signingKey: Array(ends.partyKey.publicKey.x963Representation),
                signature: Array(try ends.partyKey.signature(for: input).rawRepresentation))
        }
        func quoted(_ ends: Ends, _: [UInt8], _ reportData: ReportData) throws -> InitiatorCredential {
            .node(try ends.hardware.evidence(reportData, role: .executor))
        }
        #expect(try authentication(.party, signed) == nil)
        #expect(try authentication(.executor, quoted) == nil)
        #expect(try authentication(.executor, signed) == .credential)
        #expect(try authentication(.party, quoted) == .credential)
    }

    @Test func `[31] The initiator's Finished does not serve as the responder's`() throws {
        let ends = try Ends()
        let answered = try ends.answer { try ends.credential($0, $1) }
        let third = answered.third
        #expect(try answered.schedule.initiatorFinished(third: third) != answered.schedule.responderFinished(third: third))
    }

    @Test func `Padding of another length than the content calls for is refused`() throws {
        let session = try Session()
        let key = session.server.callKeys(session.call).clientToServer
        func padded(_ length: UInt32, _ count: Int) -> [UInt8] {
            var writer = ByteWriter()
            writer.u32(length)
            writer.fixed([UInt8](repeating: 0, count: count - 4))
            return writer.bytes
        }
        // 5 bytes of content are padded to 10.
        for (length, count) in [(UInt32(5), 9), (5, 11), (5, 12), (7, 10), (3, 10), (.max, 10), (10, 10), (1 << 24, 10)] {
            var opener = RecordOpener(key)
            let record = try SealedByHand.record(key, sequence: 0, .header, padded: padded(length, count))
            #expect(code { _ = try opener.open(record) } == .malformed, "\(length) in \(count)")
        }
        var opener = RecordOpener(key)
        #expect(try opener.open(try SealedByHand.record(key, sequence: 0, .header, padded: padded(5, 10))).content.count == 5)
    }

    @Test func `[65] A key protects at most 2³⁶ bytes`() throws {
        var order = RecordOrder(.clientToServer)
        order.advance(.header, paddedLength: 1 << 36 - 8)
        try order.admit(.message, paddedLength: 8)
        #expect(code { try order.admit(.message, paddedLength: 9) } == .exhausted)
    }

    @Test func `[29] What the first hash covers is both whole messages`() throws {
        let ends = try Ends()
        let greeted = try ends.respond().receive(hello: try Ends.hello(with: Ends.channel))
        for change: (inout Ends) throws -> Void in [
            { $0.role = .control }, { $0.initiatorNonce[0] ^= 1 }, { $0.expectedOrigin = nil }, { $0.release = nil },
            { $0.responderNonce[0] ^= 1 }, { $0.seed[0] ^= 1 },
            { $0.context = try SessionContext(ledgerOrigin: "ledger.example/1", release: Ends.head(), checkpoint: [1]) },
        ] {
            var other = ends
            try change(&other)
            let hello = try other.initiator()
            let leaf = try other.respond().receive(hello: hello.message).leaf
            #expect(leaf != greeted.leaf)
        }
    }
}
