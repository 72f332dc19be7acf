import Wire

/// Seals the records of one direction of one call, in order: header, messages, end.
///
/// The nonce is the sequence and 64 bits of a keyed hash of the record. Two records of one sealer never share it; should a process be cloned
/// with its memory, two different plaintexts in the same place do not share it either.
public struct RecordSealer: Sendable {
    private let cipher: MessageCipher
    private var digest: NonceDigest
    private var order: RecordOrder
    private var associatedData: [UInt8]

    /// A sealer for a call's first record.
    public init(_ key: RecordKey) {
        cipher = MessageCipher(key.sealing)
        digest = NonceDigest(key.nonces)
        order = RecordOrder(key.direction)
        associatedData = key.associatedData
    }

    /// The length of a record, in bytes.
    public static func sealedLength(of plaintextLength: Int) -> Int { RecordFormat.sealedLength(of: plaintextLength) }

    /// Whether the end record has been sealed.
    public var hasEnded: Bool { order.hasEnded }

    /// Seals one record into `output`, which must have ``sealedLength(of:)`` bytes.
    public mutating func seal(
        _ type: RecordType, _ plaintext: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer
    ) throws(SessionError) {
        guard plaintext.count <= SessionLimits.recordPlaintext else {
            throw SessionError(.length, "A record holds at most \(SessionLimits.recordPlaintext) bytes.")
        }
        guard output.count == RecordFormat.sealedLength(of: plaintext.count) else {
            throw SessionError(.limit, "The output has another length than the record.")
        }
        let paddedLength = RecordFormat.paddedLength(of: plaintext.count)
        try order.admit(type, paddedLength: paddedLength)
        RecordFormat.fill(&associatedData, sequence: order.sequence, type: type)
        output[0] = type.rawValue
        let padded = UnsafeMutableRawBufferPointer(rebasing: output[RecordFormat.prefixBytes...].prefix(paddedLength))
        RecordFormat.pad(plaintext, into: padded)
        let isSealed = associatedData.withUnsafeBytes { associatedData in
            RecordNonce.with(order.sequence) { nonce, part in
                guard digest.write(associatedData, UnsafeRawBufferPointer(padded), to: part) else { return false }
                UnsafeMutableRawBufferPointer(rebasing: output[1..<RecordFormat.prefixBytes]).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: part.prefix(RecordFormat.nonceBytes)))
                return cipher.seal(
                    UnsafeRawBufferPointer(padded), nonce: nonce, authenticating: associatedData,
                    into: UnsafeMutableRawBufferPointer(rebasing: output[RecordFormat.prefixBytes...]))
            }
        }
        guard isSealed else {
            output.wipe()
            order.fail()
            throw SessionError(.key, "A record cannot be sealed.")
        }
        order.advance(type, paddedLength: paddedLength)
    }

    /// Seals one record.
    public mutating func seal(_ type: RecordType, _ plaintext: UnsafeRawBufferPointer) throws(SessionError) -> [UInt8] {
        guard plaintext.count <= SessionLimits.recordPlaintext else {
            throw SessionError(.length, "A record holds at most \(SessionLimits.recordPlaintext) bytes.")
        }
        let length = RecordFormat.sealedLength(of: plaintext.count)
        do {
            return try [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
                try seal(type, plaintext, to: UnsafeMutableRawBufferPointer(buffer))
                count = length
            }
        } catch let error as SessionError { throw error } catch { throw SessionError(.key, "A record cannot be sealed.") }
    }

    /// Seals one record.
    public mutating func seal(_ type: RecordType, _ plaintext: [UInt8]) throws(SessionError) -> [UInt8] {
        try plaintext.withUnsafeBufferPointer { (bytes) throws(SessionError) in try seal(type, UnsafeRawBufferPointer(bytes)) }
    }

    /// Seals a call's header, as the client's record 0.
    public mutating func sealHeader(_ header: CallHeader) throws(SessionError) -> [UInt8] { try seal(.header, header.wireBytes) }

    /// Seals the server's initial metadata, as its record 0.
    public mutating func sealHeader(_ metadata: CallMetadata) throws(SessionError) -> [UInt8] { try seal(.header, metadata.wireBytes) }

    /// Seals the client's end.
    public mutating func sealEnd() throws(SessionError) -> [UInt8] { try seal(.end, []) }

    /// Seals the server's end.
    public mutating func sealEnd(_ status: CallStatus) throws(SessionError) -> [UInt8] { try seal(.end, status.wireBytes) }

    /// For tests of the limit.
    mutating func skip(to sequence: UInt64) { order.skip(to: sequence) }
}
