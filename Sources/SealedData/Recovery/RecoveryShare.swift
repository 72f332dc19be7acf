import Wire

/// One holder's share of a package's secret, which fits that package's commitment.
public struct RecoveryShare: Sendable, CustomStringConvertible, CustomReflectable {
    /// The holder's number, from 1.
    public let number: Int
    let bytes: SecretBytes

    /// Never shows the share.
    public var description: String { "RecoveryShare(\(number))" }
    /// Has no children.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

extension RecoveryPackage {
    private static let approvalLabel = "cloister/recovery-approval/v1"

    /// Seals a share to the key of a node that was appraised, with the newest checkpoint that its holder has seen: the node opens no ledger
    /// that does not contain it.
    public func approval(
        _ share: RecoveryShare, seen checkpoint: [UInt8], to recipient: RecipientPublicKey
    ) throws -> Envelope {
        var writer = ByteWriter(capacity: Self.shareBytes + Self.maximumCheckpointBytes)
        share.bytes.withUnsafeBytes { writer.fixed($0) }
        writer.variable(checkpoint)
        return try Envelope.seal(writer.bytes, to: recipient, info: approvalInfo(share.number))
    }

    /// Opens what ``approval(_:seen:to:)`` sealed for this very package.
    public func open(
        approval envelope: Envelope, of number: Int, with key: RecipientPrivateKey
    ) throws(RecoveryError) -> (share: RecoveryShare, checkpoint: [UInt8]) {
        guard (1...set.holders.count).contains(number) else {
            throw RecoveryError(.notAHolder, "there are \(set.holders.count) holders, and no number \(number)")
        }
        guard var content = try? envelope.open(with: key, info: approvalInfo(number)) else {
            throw RecoveryError(.otherGeneration, "the share was not sealed to this node for this package, as holder \(number)")
        }
        defer { content.withUnsafeMutableBytes { wipe($0) } }
        var reader = ByteReader(content)
        guard let bytes = try? reader.fixed(Self.shareBytes),
            let checkpoint = try? reader.variable(atMost: Self.maximumCheckpointBytes), (try? reader.finish()) != nil
        else { throw RecoveryError(.malformed, "the approval of holder \(number) is damaged") }
        return (try share(number, bytes), checkpoint)
    }

    private func approvalInfo(_ number: Int) -> [UInt8] {
        var writer = ByteWriter()
        writer.string(Self.approvalLabel)
        writer.string(origin)
        writer.u64(generation)
        writer.fixed(digest)
        writer.u8(UInt8(number))
        return writer.bytes
    }
}
