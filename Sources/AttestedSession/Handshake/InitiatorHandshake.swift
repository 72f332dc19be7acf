public import Attestation
import Wire

/// The initiator's side, step by step: each step consumes the one before it, so that none can be repeated, skipped or done after a failure.
///
/// `InitiatorHandshake` → send ``message`` → ``receive(offer:)`` → appraise → ``Offered/accept(_:)`` → sign or quote →
/// ``Appraised/authenticate(with:)`` → send ``Authenticated/message`` → ``Authenticated/receive(accept:)`` → `SessionKeys`.
public struct InitiatorHandshake: ~Copyable, Sendable {
    /// M1, the hello.
    public let message: [UInt8]
    private let hello: Hello

    /// Begins a session with a fresh nonce. `ledgerOrigin` is the ledger that the responder must serve; nil accepts any.
    /// `release` is the manifest in force here; the responder's must be the same, and there must be none if there is none here.
    public init(
        role: SessionRole, expecting responder: NodeRole, outer: OuterChannel, ledgerOrigin: String? = nil, release: ReleaseHead?
    ) throws(SessionError) {
        try self.init(
            role: role, expecting: responder, outer: outer, ledgerOrigin: ledgerOrigin, release: release,
            nonce: Randomness.bytes(SessionLimits.nonce))
    }

    /// With a chosen nonce, for test vectors.
    package init(
        role: SessionRole, expecting responder: NodeRole, outer: OuterChannel, ledgerOrigin: String?, release: ReleaseHead?, nonce: [UInt8]
    ) throws(SessionError) {
        hello = try Hello(
            initiator: role, responder: responder, outer: outer, nonce: nonce, ledgerOrigin: ledgerOrigin, release: release)
        message = hello.wireBytes
    }

    /// Takes M2. Nothing in it is believed before its evidence has been appraised; a release that it names is a hint until then.
    public consuming func receive(offer bytes: [UInt8]) throws(SessionError) -> Offered {
        let offer = try SessionError.decoding(Offer.self, bytes)
        guard offer.core.nonce != hello.nonce else { throw SessionError(.reflection, "The peer sent back our own nonce.") }
        guard offer.core.outer == hello.outer else {
            throw SessionError(.outerChannel, "The two ends see different outer channels: someone stands between them.")
        }
        guard hello.ledgerOrigin == nil || hello.ledgerOrigin == offer.core.context.ledgerOrigin else {
            throw SessionError(.ledgerOrigin, "The responder serves another ledger.")
        }
        try ReleaseHeads(ours: hello.release, theirs: offer.core.context.release).requireEqual()
        let first = Transcript.first(hello, offer.core)
        guard let reportData = Transcript.responderReportData(first: first, proof: offer.proof) else {
            throw SessionError(.batch, "The evidence's batch proof does not fit its place.")
        }
        return Offered(
            claim: EvidenceClaim(evidence: offer.evidence, reportData: reportData, role: hello.responder),
            context: offer.core.context, hello: hello, offer: offer, first: first)
    }

    /// An offer whose evidence awaits appraisal.
    public struct Offered: ~Copyable, Sendable {
        /// The evidence, and what it must prove.
        public let claim: EvidenceClaim
        /// What the responder says about itself. To be believed once the evidence has been.
        public let context: SessionContext
        let hello: Hello
        let offer: Offer
        let first: [UInt8]

        /// Goes on with a responder whose evidence passed, and encapsulates to its key.
        public consuming func accept(_ attested: Attested) throws(SessionError) -> Appraised {
            guard attested.reportData == claim.reportData else {
                throw SessionError(.appraisal, "The appraisal is of other evidence than the responder's.")
            }
            guard attested.role == claim.role else { throw SessionError(.role, "The responder's evidence shows another role.") }
            guard context.isConsistent(with: attested) else {
                throw SessionError(.configuration, "The responder names another configuration than its evidence shows.")
            }
            let (schedule, encapsulation) = try KeySchedule.sender(to: offer.core.publicKey, first: first)
            let second = Transcript.second(
                first: first, proof: offer.proof, evidence: offer.evidence, encapsulation: encapsulation)
            return Appraised(
                signatureInput: Transcript.partySignatureInput(second: second),
                reportData: Transcript.initiatorReportData(second: second),
                role: hello.initiator, schedule: schedule, encapsulation: encapsulation, second: second)
        }
    }

    /// A responder that passed appraisal and awaits our credential.
    public struct Appraised: ~Copyable, Sendable {
        /// What a party signs with ECDSA P-256 and SHA-256: hash this, do not treat it as a digest.
        public let signatureInput: [UInt8]
        /// What a node's evidence covers.
        public let reportData: ReportData
        let role: SessionRole
        let schedule: KeySchedule
        let encapsulation: [UInt8]
        package let second: [UInt8]

        /// Produces M3.
        public consuming func authenticate(with credential: InitiatorCredential) throws(SessionError) -> Authenticated {
            try credential.validate(for: role)
            let third = Transcript.third(second: second, credential: credential)
            let message = Authentication(
                encapsulation: encapsulation,
                sealedCredential: try schedule.sealCredential(credential.wireBytes, second: second),
                finished: try schedule.initiatorFinished(third: third))
            return Authenticated(message: message.wireBytes, schedule: schedule, third: third)
        }
    }

    /// An initiator that awaits the responder's acceptance.
    public struct Authenticated: ~Copyable, Sendable {
        /// M3, the authentication.
        public let message: [UInt8]
        let schedule: KeySchedule
        package let third: [UInt8]

        /// Takes M4 and gives the session's keys: only now may anything be sent.
        public consuming func receive(accept bytes: [UInt8]) throws(SessionError) -> SessionKeys {
            let accept = try SessionError.decoding(Accept.self, bytes)
            let content = try SessionError.decoding(Accept.Content.self, try schedule.openAccept(accept.sealed, third: third))
            try schedule.verifyResponderFinished(content.finished, third: third)
            let keys = try schedule.session(third: third, ageLimit: content.ageLimit)
            guard keys.id == content.sessionID else { throw SessionError(.accept, "The responder accepted another session.") }
            return keys
        }
    }
}
