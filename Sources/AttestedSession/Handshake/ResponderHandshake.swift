public import Attestation
import Crypto
import Wire

/// The responder's side, step by step: each step consumes the one before it, so that none can be repeated, skipped or done after a failure.
///
/// `ResponderHandshake` → ``receive(hello:)`` → quote → ``Greeted/offer(evidence:proof:)`` → send ``Offered/message`` →
/// ``Offered/receive(authentication:)`` → look the party up or appraise → ``Authenticated/accept(_:ageLimit:)`` → `AcceptedSession`.
public struct ResponderHandshake: ~Copyable, Sendable {
    private let role: NodeRole
    private let outer: OuterChannel
    private let proxied: ProxiedChannel
    private let context: SessionContext
    private let nonce: [UInt8]
    private let seed: [UInt8]?

    /// A responder as it stands when a connection arrives, with a fresh nonce. The initiator must see `outer`, or something between the
    /// ends if `proxied` allows that.
    public init(
        role: NodeRole, outer: OuterChannel, context: SessionContext, proxied: ProxiedChannel = .refused
    ) throws(SessionError) {
        try self.init(
            role: role, outer: outer, context: context, proxied: proxied, nonce: Randomness.bytes(SessionLimits.nonce), seed: nil)
    }

    /// With a chosen nonce and seed of the X-Wing key, for test vectors.
    package init(
        role: NodeRole, outer: OuterChannel, context: SessionContext, proxied: ProxiedChannel = .refused, nonce: [UInt8], seed: [UInt8]?
    ) throws(SessionError) {
        try outer.validate()
        guard nonce.count == SessionLimits.nonce else { throw SessionError(.limit, "A nonce has 32 bytes.") }
        self.role = role
        self.outer = outer
        self.proxied = proxied
        self.context = context
        self.nonce = nonce
        self.seed = seed
    }

    /// Takes M1 and makes the session's own key.
    public consuming func receive(hello bytes: [UInt8]) throws(SessionError) -> Greeted {
        let hello = try SessionError.decoding(Hello.self, bytes)
        guard hello.version == Hello.version else { throw SessionError(.version, "The peer speaks another version of the protocol.") }
        guard hello.suite == Hello.suite else { throw SessionError(.suite, "The peer proposes another cipher suite.") }
        guard hello.responder == role else { throw SessionError(.role, "The peer expects a node of another role.") }
        guard hello.nonce != nonce else { throw SessionError(.reflection, "The peer sent back our own nonce.") }
        guard hello.outer == outer || (hello.outer == .proxied && proxied == .allowed) else {
            throw SessionError(.outerChannel, "The two ends see different outer channels: someone stands between them.")
        }
        try hello.outer.validate(for: hello.initiator)
        guard hello.ledgerOrigin == nil || hello.ledgerOrigin == context.ledgerOrigin else {
            throw SessionError(.ledgerOrigin, "The peer expects another ledger.")
        }
        let key: XWingMLKEM768X25519.PrivateKey
        do {
            key = try seed.map { try .init(seedRepresentation: $0, publicKey: nil) } ?? .generate()
        } catch { throw SessionError(.key, "The session's key cannot be made.") }
        let core = Offer.Core(nonce: nonce, publicKey: Array(key.publicKey.rawRepresentation), context: context, outer: hello.outer)
        return Greeted(
            initiator: hello.initiator, releases: ReleaseHeads(ours: context.release, theirs: hello.release), key: key, core: core,
            first: Transcript.first(hello, core))
    }

    /// A hello that awaits our evidence.
    public struct Greeted: ~Copyable, Sendable {
        /// The role that the peer claims; unproven.
        public let initiator: SessionRole
        /// The manifests in force at both ends; the peer's is unproven. If they differ, the offer is still made, so that the peer sees ours.
        public let releases: ReleaseHeads
        let key: XWingMLKEM768X25519.PrivateKey
        let core: Offer.Core
        package let first: [UInt8]

        /// The channel as both ends see it.
        package var outer: OuterChannel { core.outer }

        /// This handshake's RFC 6962 leaf hash, for one quote over the root of many.
        public var leaf: [UInt8] { BatchProof.leaf(first) }

        /// What our evidence must cover if it serves this handshake alone.
        public var reportData: ReportData { Greeted.reportData(root: leaf, treeSize: 1) }

        /// What our evidence must cover if it serves a tree of `treeSize` leaves with this root.
        public static func reportData(root: [UInt8], treeSize: UInt64) -> ReportData {
            Transcript.responderReportData(root: root, treeSize: treeSize)
        }

        /// Produces M2.
        public consuming func offer(evidence: Evidence, proof: BatchProof = .single) throws(SessionError) -> Offered {
            let offer = Offer(core: core, proof: proof, evidence: evidence)
            guard proof.root(leaf: leaf) != nil else {
                throw SessionError(.batch, "The evidence's batch proof does not fit its place.")
            }
            return Offered(message: offer.wireBytes, initiator: initiator, releases: releases, key: key, offer: offer, first: first)
        }
    }

    /// An offer that awaits the initiator's answer.
    public struct Offered: ~Copyable, Sendable {
        /// M2, the offer.
        public let message: [UInt8]
        let initiator: SessionRole
        let releases: ReleaseHeads
        let key: XWingMLKEM768X25519.PrivateKey
        let offer: Offer
        let first: [UInt8]

        /// Takes M3. The session's private key ends here, whatever comes of it.
        public consuming func receive(authentication bytes: [UInt8]) throws(SessionError) -> Authenticated {
            try releases.requireEqual()
            let authentication = try SessionError.decoding(Authentication.self, bytes)
            let schedule = try KeySchedule.recipient(key, encapsulation: authentication.encapsulation, first: first)
            let second = Transcript.second(
                first: first, proof: offer.proof, evidence: offer.evidence, encapsulation: authentication.encapsulation)
            let credential = try SessionError.decoding(
                InitiatorCredential.self, try schedule.openCredential(authentication.sealedCredential, second: second))
            try credential.validate(for: initiator)
            let third = Transcript.third(second: second, credential: credential)
            try schedule.verifyInitiatorFinished(authentication.finished, third: third)
            return Authenticated(
                credential: try PeerCredential(credential, role: initiator, second: second), schedule: schedule, second: second,
                third: third)
        }
    }

    /// An initiator that holds the session's keys, and whose standing is still to be judged.
    public struct Authenticated: ~Copyable, Sendable {
        /// Who the peer proved to be, or the evidence that has to prove it.
        public let credential: PeerCredential
        let schedule: KeySchedule
        package let second: [UInt8]
        package let third: [UInt8]

        /// Accepts the peer for at most `ageLimit` seconds and produces M4.
        public consuming func accept(_ peer: PeerIdentity, ageLimit: UInt32) throws(SessionError) -> AcceptedSession {
            guard (1...SessionLimits.age).contains(ageLimit) else {
                throw SessionError(.limit, "A session's age limit lies between a second and a day.")
            }
            switch (credential, peer) {
            case (.party(let proven), .party(let accepted)) where proven == accepted: break
            case (.node(let claim), .node(let attested)) where claim.reportData == attested.reportData && claim.role == attested.role: break
            default: throw SessionError(.role, "The accepted peer is not the one that proved itself.")
            }
            let keys = try schedule.session(third: third, ageLimit: ageLimit)
            let content = Accept.Content(
                finished: try schedule.responderFinished(third: third), sessionID: keys.id, ageLimit: ageLimit)
            let message = Accept(sealed: try schedule.sealAccept(content.wireBytes, third: third))
            return AcceptedSession(message: message.wireBytes, keys: keys, peer: peer)
        }
    }
}

/// A session as the responder accepted it.
public struct AcceptedSession: Sendable {
    /// M4, the acceptance, to be sent to the initiator.
    public let message: [UInt8]
    /// The session's keys.
    public let keys: SessionKeys
    /// Who stands at the other end.
    public let peer: PeerIdentity
}

extension PeerCredential {
    /// Checks a party's signature; a node's evidence is the caller's to appraise.
    init(_ credential: InitiatorCredential, role: SessionRole, second: [UInt8]) throws(SessionError) {
        switch (credential, role.node) {
        case (.party(let signingKey, let signature), nil):
            let isValid =
                if let key = try? P256.Signing.PublicKey(x963Representation: signingKey),
                    let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
                { key.isValidSignature(signature, for: Transcript.partySignatureInput(second: second)) } else { false }
            guard isValid else { throw SessionError(.credential, "The party's signature does not verify.") }
            self = .party(signingKey: signingKey)
        case (.node(let evidence), .some(let role)):
            self = .node(EvidenceClaim(evidence: evidence, reportData: Transcript.initiatorReportData(second: second), role: role))
        default: throw SessionError(.credential, "A party signs and a node shows evidence, never the other way round.")
        }
    }
}
