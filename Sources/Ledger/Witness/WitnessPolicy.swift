import Crypto
public import Wire

/// What a ledger's entries need of witnesses before they are acknowledged. Exists only if its quorums share an honest witness.
public struct WitnessPolicy: Hashable, Sendable {
    /// How witnesses take part.
    public enum Mode: UInt8, Sendable {
        /// Not at all: rollback is noticed by those who remember more, and not prevented.
        case off = 0
        /// Heads are cosigned behind the acknowledgement.
        case async = 1
        /// Nothing is acknowledged before k witnesses have cosigned it.
        case quorum = 2
    }

    /// The most witnesses.
    public static let maximumWitnesses = 16
    /// The longest name, in bytes, so that a cosigned checkpoint stays short.
    public static let maximumNameBytes = 64
    /// The greatest bound of the time's age, in seconds.
    public static let longestAge: UInt64 = 86_400

    /// How witnesses take part.
    public let mode: Mode
    /// The witnesses, ascending by their textual form.
    public let witnesses: [CosignerKey]
    /// How many must cosign; 0 without a quorum.
    public let needed: Int
    /// How many are assumed bad; 0 without a quorum.
    public let faulty: Int
    /// How many seconds old the quorum's time may be for a release; 0 without a quorum.
    public let maximumAge: UInt64

    /// No witnesses.
    public static let off = WitnessPolicy(.off, [], needed: 0, faulty: 0, maximumAge: 0)

    /// Witnesses that cosign behind the acknowledgement.
    public static func async(_ witnesses: [CosignerKey]) throws(LedgerError) -> WitnessPolicy {
        try checkDistinct(witnesses)
        return WitnessPolicy(.async, witnesses, needed: 0, faulty: 0, maximumAge: 0)
    }

    /// `needed` of the witnesses before anything is acknowledged, if two such sets always share one that is not among `faulty` bad ones.
    public static func quorum(
        needed: Int, of witnesses: [CosignerKey], faulty: Int, maximumAge: UInt64
    ) throws(LedgerError) -> WitnessPolicy {
        try checkDistinct(witnesses)
        guard (1...witnesses.count).contains(needed) else { throw .policy("needs 1 to \(witnesses.count) cosignatures, not \(needed)") }
        guard (0..<witnesses.count).contains(faulty), 2 * needed - witnesses.count > faulty else {
            throw .policy(
                "is unsafe: two sets of \(needed) of \(witnesses.count) witnesses need not share one that is honest if \(faulty) are not")
        }
        guard (1...longestAge).contains(maximumAge) else { throw .policy("bounds the time's age by 1 to \(longestAge) seconds") }
        return WitnessPolicy(.quorum, witnesses, needed: needed, faulty: faulty, maximumAge: maximumAge)
    }

    private init(_ mode: Mode, _ witnesses: [CosignerKey], needed: Int, faulty: Int, maximumAge: UInt64) {
        self.mode = mode
        self.witnesses = witnesses.sorted { "\($0)".utf8.lexicographicallyPrecedes("\($1)".utf8) }
        (self.needed, self.faulty, self.maximumAge) = (needed, faulty, maximumAge)
    }

    private static func checkDistinct(_ witnesses: [CosignerKey]) throws(LedgerError) {
        guard (1...maximumWitnesses).contains(witnesses.count) else { throw .policy("names 1 to \(maximumWitnesses) witnesses") }
        guard Set(witnesses.map(\.publicKey)).count == witnesses.count, Set(witnesses.map(\.name)).count == witnesses.count else {
            throw .policy("names a witness twice: names and keys must be distinct")
        }
        guard witnesses.allSatisfy({ $0.name.utf8.count <= maximumNameBytes }) else {
            throw .policy("names a witness by more than \(maximumNameBytes) bytes")
        }
    }
}

extension WitnessPolicy {
    /// The SHA-256 digest that opening entries hold.
    public var digest: [UInt8] {
        var writer = ByteWriter()
        writer.string("cloister/witness-policy/v1")
        writer.u8(mode.rawValue)
        writer.u32(UInt32(needed))
        writer.u32(UInt32(faulty))
        writer.u64(maximumAge)
        writer.array(witnesses) { writer, witness in writer.string("\(witness)") }
        return Array(SHA256.hash(data: writer.bytes))
    }

    /// What agreements call it: `off`, `async-…` or `2-of-3-…`, with the first 8 bytes of the digest.
    public var name: String {
        let short = Array(digest.prefix(8)).hex
        return switch mode {
        case .off: "off"
        case .async: "async-\(short)"
        case .quorum: "\(needed)-of-\(witnesses.count)-\(short)"
        }
    }

    /// The times of the cosignatures on a checkpoint, if they are of a quorum; nothing is demanded without one.
    ///
    /// A line that names one of the policy's witnesses and does not hold spoils the whole checkpoint.
    @discardableResult
    public func verify(_ checkpoint: SignedNote) throws(LedgerError) -> [UInt64] {
        var times: [UInt64] = []
        for witness in witnesses where witness.isNamed(in: checkpoint) {
            do throws(NoteError) { times.append(try witness.cosignatureTime(of: checkpoint)) } catch { throw LedgerError(error) }
        }
        guard times.count >= needed else {
            throw LedgerError(.unwitnessed, "The checkpoint has \(times.count) of the \(needed) cosignatures that it needs.")
        }
        return times
    }

    /// The quorum's time among those of its cosignatures: in ascending order the one at ⌊(count − 1)/2⌋; nil of none.
    package static func median(_ times: [UInt64]) -> UInt64? {
        times.isEmpty ? nil : times.sorted()[(times.count - 1) / 2]
    }
}

extension LedgerError {
    fileprivate static func policy(_ what: String) -> LedgerError { LedgerError(.invalidPolicy, "The witness policy \(what).") }
}
