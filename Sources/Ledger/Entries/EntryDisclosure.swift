public import Wire

/// An entry with some of its fields opened. Says nothing until `ProofVerifier` has checked it.
public struct EntryDisclosure: Hashable, Sendable {
    /// The ledger.
    public let origin: LedgerOrigin
    /// 1 for the first entry of an epoch, 2 for a record.
    public let kind: UInt8
    /// The epoch in which it was written.
    public let epoch: UInt64
    /// The entry's sequence number.
    public let sequence: UInt64
    /// The leaf hash of the entry before.
    public let previousHead: TreeHash
    /// One commitment a field.
    public let commitments: [TreeHash]
    /// The opened fields.
    public let fields: [OpenedField]

    /// What opens one commitment.
    public struct OpenedField: Hashable, Sendable {
        /// Which commitment it opens.
        public let index: UInt32
        /// 32 bytes that nobody can guess.
        public let salt: [UInt8]
        /// The field's name.
        public let name: String
        /// The field's value.
        public let value: [UInt8]
    }
}

extension EntryDisclosure: WireEncodable, WireDecodable {
    /// Appends the disclosure's encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.string(origin.name)
        writer.u8(kind)
        writer.u64(epoch)
        writer.u64(sequence)
        writer.value(previousHead)
        writer.array(commitments) { writer, commitment in writer.value(commitment) }
        writer.array(fields) { writer, field in
            writer.u32(field.index)
            writer.fixed(field.salt)
            writer.string(field.name)
            writer.variable(field.value)
        }
    }

    /// Reads a disclosure within the limits of a record.
    public init(from reader: inout ByteReader) throws(WireError) {
        guard let origin = try? LedgerOrigin(try reader.string(atMost: LedgerOrigin.maximumBytes)) else {
            throw .invalid("a name that is no ledger origin")
        }
        self.origin = origin
        kind = try reader.u8()
        epoch = try reader.u64()
        sequence = try reader.u64()
        previousHead = try reader.value()
        commitments = try reader.array(atMost: LedgerRecord.maximumFields) { reader throws(WireError) in try reader.value() }
        fields = try reader.array(atMost: LedgerRecord.maximumFields) { reader throws(WireError) in
            OpenedField(
                index: try reader.u32(), salt: try reader.fixed(32),
                name: try reader.string(atMost: LedgerRecord.Field.maximumNameBytes),
                value: try reader.variable(atMost: LedgerRecord.maximumBytes))
        }
    }
}
