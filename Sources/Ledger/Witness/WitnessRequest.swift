public import Wire

/// The body of C2SP tlog-witness's `add-checkpoint`: parsed, not verified.
public struct WitnessRequest: Hashable, Sendable {
    /// The most hashes of a proof.
    public static let maximumProof = 63
    /// The longest body, in bytes.
    public static let maximumBytes = SignedNote.maximumBytes + 3072

    /// The size that the witness should have cosigned last.
    public let oldSize: UInt64
    /// The RFC 6962 consistency proof from that size to the checkpoint's.
    public let proof: [TreeHash]
    /// The checkpoint, with all its signatures.
    public let checkpoint: SignedNote

    /// A request to cosign a checkpoint.
    public init(oldSize: UInt64, proof: [TreeHash], checkpoint: SignedNote) {
        self.oldSize = oldSize
        self.proof = proof
        self.checkpoint = checkpoint
    }

    /// Parses a body; whatever is not exactly of its form is refused.
    public init(_ body: [UInt8]) throws(LedgerError) {
        guard body.count <= Self.maximumBytes else { throw .badRequest }
        var rest = body[...]
        let first = try Self.line(&rest)
        guard first.starts(with: Array("old ".utf8)), let oldSize = UInt64(decimal: first.dropFirst(4)) else { throw .badRequest }
        var proof: [TreeHash] = []
        var line = try Self.line(&rest)
        while !line.isEmpty {
            guard proof.count < Self.maximumProof, let bytes = Base64.decode(line), let hash = TreeHash(bytes) else { throw .badRequest }
            proof.append(hash)
            line = try Self.line(&rest)
        }
        guard let checkpoint = try? SignedNote(Array(rest)) else { throw .badRequest }
        self.init(oldSize: oldSize, proof: proof, checkpoint: checkpoint)
    }

    /// The body's exact bytes.
    public var bytes: [UInt8] {
        let proof = proof.map { Base64.encode($0.bytes) + "\n" }.joined()
        return Array("old \(oldSize)\n\(proof)\n".utf8) + checkpoint.bytes
    }

    private static func line(_ rest: inout ArraySlice<UInt8>) throws(LedgerError) -> ArraySlice<UInt8> {
        guard let end = rest.firstIndex(of: SignedNote.newline) else { throw .badRequest }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }
}

extension LedgerError {
    fileprivate static let badRequest = LedgerError(.invalidNote, "The body is not that of an add-checkpoint call.")
}
