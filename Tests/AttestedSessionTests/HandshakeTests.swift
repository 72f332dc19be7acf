import Attestation
import AttestedSession
import Crypto
import Testing
import Wire

@Suite struct HandshakeTests {
    @Test(arguments: [SessionRole.party, .control, .executor], [NodeRole.control, .executor])
    func `Both ends hold the same keys`(role: SessionRole, responder: NodeRole) throws {
        let outcome = try Ends(role: role, responder: responder).run()
        #expect(outcome.initiator.id == outcome.responder.keys.id)
        #expect(outcome.initiator.id.count == 16)
        #expect(outcome.initiator.ageLimit == 3600)
        let call = try CallID([UInt8](repeating: 1, count: 16))
        let theirs = outcome.initiator.callKeys(call)
        let ours = outcome.responder.keys.callKeys(call)
        for (sealing, opening) in [(theirs.clientToServer, ours.clientToServer), (ours.serverToClient, theirs.serverToClient)] {
            var sealer = RecordSealer(sealing)
            var opener = RecordOpener(opening)
            #expect(try opener.open(try sealer.seal(.header, [1, 2, 3])).content == [1, 2, 3])
        }
    }

    @Test func `The responder learns who the party is`() throws {
        guard case .party(let signingKey) = try Ends().run().responder.peer else {
            Issue.record("not a party")
            return
        }
        #expect(signingKey == Array(Ends.key.publicKey.x963Representation))
    }

    @Test func `The responder learns which node it is`() throws {
        guard case .node(let attested) = try Ends(role: .executor).run().responder.peer else {
            Issue.record("not a node")
            return
        }
        #expect(attested.role == .executor)
        #expect(attested.measurement.digest == TestHardware.good)
    }

    @Test func `A proxied channel is agreed on like any other`() throws {
        var ends = try Ends()
        ends.initiatorOuter = .proxied
        ends.responderOuter = .proxied
        #expect(ends.refusal() == nil)
    }

    @Test func `No expectation about the ledger accepts any`() throws {
        var ends = try Ends()
        ends.expectedOrigin = nil
        #expect(ends.refusal() == nil)
    }

    @Test func `Sessions with the same nonces and keys at one end still differ`() throws {
        let ends = try Ends()
        let first = try ends.run()
        let second = try ends.run()
        #expect(first.offer == second.offer)
        #expect(first.initiator.id != second.initiator.id)
    }

    @Test func `[33] Nonces and session keys are fresh`() throws {
        let ends = try Ends()
        func hello() throws -> [UInt8] {
            let handshake = try InitiatorHandshake(role: .party, expecting: .control, outer: .proxied, release: nil)
            return handshake.message
        }
        #expect(try hello() != hello())
        let greeting = try hello()
        func offer() throws -> [UInt8] {
            let greeted = try ResponderHandshake(role: .control, outer: .proxied, context: ends.context).receive(hello: greeting)
            let evidence = try ends.hardware.evidence(greeted.reportData, role: .control)
            let offered = try greeted.offer(evidence: evidence)
            return offered.message
        }
        let first = try offer()
        let second = try offer()
        #expect(first[1..<33] != second[1..<33])
        #expect(first[33..<1249] != second[33..<1249])
    }

    @Test func `Nothing secret is printed`() throws {
        let outcome = try Ends().run()
        let keys = outcome.initiator
        let call = keys.callKeys(try CallID([UInt8](repeating: 1, count: 16)))
        #expect("\(keys)" == "session \(keys.id.hex)")
        var text = ""
        dump(keys, to: &text)
        dump(call, to: &text)
        dump(call.clientToServer, to: &text)
        #expect(!text.lowercased().contains("symmetric"))
        #expect("\(call) \(call.clientToServer)" == "call keys record key")
    }

    @Test func `Values of our own outside the limits are refused`() throws {
        func code(_ body: () throws -> Void) -> SessionError.Code? {
            do { try body() } catch { return (error as? SessionError)?.code }
            return nil
        }
        #expect(code { _ = try SessionContext(ledgerOrigin: String(repeating: "x", count: 257)) } == .limit)
        #expect(code { _ = try SessionContext(ledgerOrigin: "x", configurationDigest: [1]) } == .limit)
        #expect(code { _ = try SessionContext(ledgerOrigin: "x", checkpoint: [UInt8](repeating: 0, count: 4097)) } == .limit)
        #expect(
            code {
                _ = try InitiatorHandshake(
                    role: .party, expecting: .control, outer: .direct(responderKey: [1], initiatorKey: nil), release: nil)
            }
                == .limit)
        var ends = try Ends()
        ends.ageLimit = 0
        #expect(ends.code() == .limit)
        ends.ageLimit = 86_401
        #expect(ends.code() == .limit)
    }

    @Test func `Errors compare by code and tell a peer nothing`() throws {
        var ends = try Ends()
        ends.responderOuter = .proxied
        let error = try #require(ends.refusal() as? SessionError)
        var others = try Ends()
        others.initiatorOuter = .proxied
        #expect(error == others.refusal() as? SessionError)
        #expect("\(error)".hasSuffix("(outerChannel)"))
        #expect(SessionError.wireMessage == "the attested session was refused")
    }
}
