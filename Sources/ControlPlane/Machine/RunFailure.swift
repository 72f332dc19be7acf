public import Wire

/// Why a run failed: one code that requester, recipients and input owners see, and details for the owners of inputs.
public struct RunFailure: Hashable, Sendable, WireCodable {
    /// The closed list of what may be said about a failure to those who do not own the inputs.
    public enum Code: UInt8, Hashable, Sendable, CaseIterable {
        /// The function could not use its inputs; everything that depends on their content is this one code.
        case inputRejected = 1
        /// The function's payload cannot be executed.
        case functionInvalid = 2
        /// The jail's limits on time, memory or output were reached.
        case resourceLimit = 3
        /// An input's bytes or key could not be had.
        case inputUnavailable = 4
        /// The executors were lost as often as the limits allow.
        case executorLost = 5
        /// The agreement ended, or had no attempt left, before the run could be tried.
        case agreementEnded = 6
        /// The executor could not do its work.
        case executorFailed = 7

        /// Stable upper-case text.
        public var text: String {
            switch self {
            case .inputRejected: "INPUT_REJECTED"
            case .functionInvalid: "FUNCTION_INVALID"
            case .resourceLimit: "RESOURCE_LIMIT"
            case .inputUnavailable: "INPUT_UNAVAILABLE"
            case .executorLost: "EXECUTOR_LOST"
            case .agreementEnded: "AGREEMENT_ENDED"
            case .executorFailed: "EXECUTOR_FAILED"
            }
        }
    }

    /// What the owner of an input, and nobody else, is told.
    public struct Detail: Hashable, Sendable, WireCodable {
        /// The input's slot.
        public var slot: String
        /// Its owner.
        public var owner: PartyID
        /// Stable upper-case text.
        public var code: String
        /// One printable sentence of at most 512 bytes.
        public var sentence: String

        /// A detail of these parts.
        public init(slot: String, owner: PartyID, code: String, sentence: String) {
            (self.slot, self.owner, self.code, self.sentence) = (slot, owner, code, sentence)
        }

        /// Reads and checks it.
        public init(from reader: inout ByteReader) throws(WireError) {
            slot = try reader.identifier()
            owner = try reader.value()
            code = try reader.text(atMost: Syntax.maximumIdentifierBytes, "a code that is not upper-case snake case", Syntax.isReason)
            sentence = try reader.text(atMost: Syntax.maximumSentenceBytes, "a sentence that is not printable", Syntax.isSentence)
        }

        /// Appends the one encoding.
        public func encode(into writer: inout ByteWriter) {
            writer.string(slot)
            writer.value(owner)
            writer.string(code)
            writer.string(sentence)
        }
    }

    /// What all who may know of the run's end see.
    public var code: Code
    /// At most one for each input, ascending by slot.
    public var details: [Detail]

    /// A failure; its details are sorted.
    public init(code: Code, details: [Detail] = []) {
        (self.code, self.details) = (code, details.sorted { $0.slot < $1.slot })
    }

    /// Reads and checks it.
    public init(from reader: inout ByteReader) throws(WireError) {
        code = try reader.choice(Code.self, "an unknown failure")
        details = try reader.ascending(atMost: FunctionManifest.maximumSlots, by: \.slot) { reader throws(WireError) in
            try reader.value()
        }
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.u8(code.rawValue)
        writer.array(details) { $0.value($1) }
    }
}
