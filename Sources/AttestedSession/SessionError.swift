import Wire

/// Why a session, a record or a call was refused.
///
/// Equality compares the code alone. What goes to the peer is ``wireMessage`` and nothing else, so that a refusal teaches an attacker nothing.
public struct SessionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A stable reason.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case malformed, version, suite, role, outerChannel, ledgerOrigin, release, configuration, appraisal, reflection, batch, key,
                decryption
            case credential, finished
            case accept, order, length, exhausted, truncated, replay, limit
        }
        private let value: Value
        /// The reason's name, as it appears in our own logs.
        public var description: String { value.rawValue }

        /// The bytes are no message of this protocol.
        public static let malformed = Code(value: .malformed)
        /// The peer speaks another version.
        public static let version = Code(value: .version)
        /// The peer proposes another cipher suite.
        public static let suite = Code(value: .suite)
        /// A role is not the one that was expected or attested.
        public static let role = Code(value: .role)
        /// The two ends see different outer channels.
        public static let outerChannel = Code(value: .outerChannel)
        /// The responder serves another ledger.
        public static let ledgerOrigin = Code(value: .ledgerOrigin)
        /// The two ends follow different release manifests; ``SessionError/releases`` names both.
        public static let release = Code(value: .release)
        /// The responder names another configuration than its evidence shows.
        public static let configuration = Code(value: .configuration)
        /// The appraisal that was handed in is of other evidence than the peer's.
        public static let appraisal = Code(value: .appraisal)
        /// The peer sent back our own nonce.
        public static let reflection = Code(value: .reflection)
        /// The evidence's batch proof leads to no root.
        public static let batch = Code(value: .batch)
        /// A public key or an encapsulation is unusable.
        public static let key = Code(value: .key)
        /// Sealed bytes do not open.
        public static let decryption = Code(value: .decryption)
        /// The initiator's credential is of the wrong kind, or its signature does not verify.
        public static let credential = Code(value: .credential)
        /// The peer's Finished does not verify.
        public static let finished = Code(value: .finished)
        /// The accepted session is not the one that was derived.
        public static let accept = Code(value: .accept)
        /// A record's type does not come at this point of a call, or a record already failed.
        public static let order = Code(value: .order)
        /// A message or record is longer than its limit.
        public static let length = Code(value: .length)
        /// A key has protected as much as it may.
        public static let exhausted = Code(value: .exhausted)
        /// A call's stream ended without its end record.
        public static let truncated = Code(value: .truncated)
        /// A call identifier was used before, or is too old to tell.
        public static let replay = Code(value: .replay)
        /// A value of our own is outside its limits.
        public static let limit = Code(value: .limit)
    }

    /// What went wrong.
    public let code: Code
    /// One sentence for people, free of secrets and of input bytes.
    public let message: String
    /// With ``Code/release``: both ends' manifests, the peer's unproven. Otherwise nil.
    public let releases: ReleaseHeads?

    init(_ code: Code, _ message: String, releases: ReleaseHeads? = nil) {
        self.code = code
        self.message = message
        self.releases = releases
    }

    /// The message and its code.
    public var description: String { "\(message) (\(code))" }

    /// The only text a peer is told.
    public static let wireMessage = "the attested session was refused"

    /// Equality on the code.
    public static func == (left: SessionError, right: SessionError) -> Bool { left.code == right.code }

    /// Reads a message of ours that must fill `bytes`.
    static func decoding<Value: WireDecodable>(
        _ type: Value.Type, _ bytes: [UInt8], atMost limit: Int = SessionLimits.message
    ) throws(SessionError) -> Value {
        guard bytes.count <= limit else { throw SessionError(.length, "The peer's message is longer than \(limit) bytes.") }
        do throws(WireError) { return try Value(wireBytes: bytes) } catch {
            throw SessionError(.malformed, "The peer's message cannot be read: \(error).")
        }
    }
}
