import Attestation
import AttestedSession
import Crypto
import Wire

/// Why a test's handshake stopped, if not by a `SessionError`.
enum Refused: Error, Equatable { case appraisal([AppraisalFailure.Code]) }

/// Two ends and the wire between them. Every part can be changed, so that a test says only what is special about it.
struct Ends {
    let hardware = TestHardware()
    var role = SessionRole.party
    var responder = NodeRole.control
    var initiatorOuter = Ends.channel
    var responderOuter = Ends.channel
    var expectedOrigin: String? = "ledger.example/1"
    var release: ReleaseHead?
    var context: SessionContext
    var partyKey = Ends.key
    var initiatorNonce = [UInt8](repeating: 0x11, count: 32)
    var responderNonce = [UInt8](repeating: 0x22, count: 32)
    var seed = [UInt8](repeating: 0x33, count: 32)
    var ageLimit: UInt32 = 3600
    /// What the network does to each message.
    var hello: ([UInt8]) -> [UInt8] = { $0 }
    var offer: ([UInt8]) -> [UInt8] = { $0 }
    var authentication: ([UInt8]) -> [UInt8] = { $0 }
    var accept: ([UInt8]) -> [UInt8] = { $0 }

    static let channel = OuterChannel.direct(
        responderKey: [UInt8](repeating: 0xaa, count: 32), initiatorKey: [UInt8](repeating: 0xbb, count: 32))
    static let key = P256.Signing.PrivateKey()
    static func head(set: UInt32 = 1, sequence: UInt64 = 7, digest: UInt8 = 0x44) throws -> ReleaseHead {
        try ReleaseHead(set: set, sequence: sequence, digest: [UInt8](repeating: digest, count: 32))
    }

    init(role: SessionRole = .party, responder: NodeRole = .control) throws {
        self.role = role
        self.responder = responder
        release = try Ends.head()
        context = try SessionContext(
            ledgerOrigin: "ledger.example/1", release: Ends.head(), checkpoint: Array("checkpoint".utf8))
    }

    struct Outcome {
        let hello: [UInt8], offer: [UInt8], authentication: [UInt8], accept: [UInt8]
        let initiator: SessionKeys
        let responder: AcceptedSession
    }

    func initiator() throws -> InitiatorHandshake {
        try InitiatorHandshake(
            role: role, expecting: responder, outer: initiatorOuter, ledgerOrigin: expectedOrigin, release: release,
            nonce: initiatorNonce)
    }

    func respond() throws -> ResponderHandshake {
        try ResponderHandshake(role: responder, outer: responderOuter, context: context, nonce: responderNonce, seed: seed)
    }

    func offer(to hello: [UInt8]) throws -> ResponderHandshake.Offered {
        let greeted = try respond().receive(hello: hello)
        let evidence = try hardware.evidence(greeted.reportData, role: responder)
        return try greeted.offer(evidence: evidence)
    }

    func appraise(_ claim: EvidenceClaim) throws -> Attested {
        switch claim.appraise(by: try hardware.appraiser(), at: 1_000) {
        case .attested(let attested): return attested
        case .refused(let failures): throw Refused.appraisal(failures.map(\.code))
        }
    }

    func credential(_ signatureInput: [UInt8], _ reportData: ReportData) throws -> InitiatorCredential {
        guard let node = role.node else {
            return .party(
                signingKey: Array(partyKey.publicKey.x963Representation),
                signature: Array(try partyKey.signature(for: signatureInput).rawRepresentation))
        }
        return .node(try hardware.evidence(reportData, role: node))
    }

    func judge(_ credential: PeerCredential) throws -> PeerIdentity {
        switch credential {
        case .party(let signingKey): .party(signingKey: signingKey)
        case .node(let claim): .node(try appraise(claim))
        }
    }

    /// Plays the whole handshake.
    func run() throws -> Outcome {
        let initiator = try initiator()
        let m1 = hello(initiator.message)
        let offered = try offer(to: m1)
        let m2 = offer(offered.message)
        let received = try initiator.receive(offer: m2)
        let attested = try appraise(received.claim)
        let appraised = try received.accept(attested)
        let credential = try credential(appraised.signatureInput, appraised.reportData)
        let authenticated = try appraised.authenticate(with: credential)
        let m3 = authentication(authenticated.message)
        let answered = try offered.receive(authentication: m3)
        let peer = try judge(answered.credential)
        let accepted = try answered.accept(peer, ageLimit: ageLimit)
        let m4 = accept(accepted.message)
        return Outcome(
            hello: m1, offer: m2, authentication: m3, accept: m4, initiator: try authenticated.receive(accept: m4), responder: accepted)
    }

    /// The error with which the handshake stops; nil if it does not.
    func refusal() -> (any Error)? {
        do {
            _ = try run()
            return nil
        } catch { return error }
    }

    func code() -> SessionError.Code? { (refusal() as? SessionError)?.code }
}

/// Every change that a test of bytes makes to a message: each truncation, one byte more, and each byte with a low and with a high bit flipped.
func mutations(of message: [UInt8]) -> [[UInt8]] {
    var mutations = (0..<message.count).map { Array(message.prefix($0)) }
    mutations.append(message + [0])
    for index in message.indices {
        for mask: UInt8 in [0x01, 0x80] {
            var changed = message
            changed[index] ^= mask
            mutations.append(changed)
        }
    }
    return mutations
}
