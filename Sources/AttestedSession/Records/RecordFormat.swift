import Wire

/// A record, byte for byte: type 1 ‖ nonce part 8 ‖ ciphertext ‖ tag 16, the plaintext being length 4 ‖ content ‖ zeros up to a Padmé length.
enum RecordFormat {
    static let nonceBytes = 8
    static let tagBytes = 16
    static let prefixBytes = 1 + nonceBytes
    static let lengthBytes = 4
    static let overhead = prefixBytes + tagBytes

    /// The sealed length of a plaintext.
    static func sealedLength(of plaintext: Int) -> Int { paddedLength(of: plaintext) + overhead }

    /// The length of what is encrypted for a plaintext.
    static func paddedLength(of plaintext: Int) -> Int { padme(plaintext + lengthBytes) }

    /// The smallest Padmé length that holds `length`: at most log₂ log₂ of it leaks, for at most 12 % more bytes.
    static func padme(_ length: Int) -> Int {
        guard length >= 2 else { return length }
        let exponent = Int.bitWidth - 1 - length.leadingZeroBitCount
        let significant = Int.bitWidth - exponent.leadingZeroBitCount
        let mask = (1 << max(0, exponent - significant)) - 1
        return (length + mask) & ~mask
    }

    /// Length, content, and zeros up to the end of `output`, which must have the padded length.
    static func pad(_ content: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) {
        let end = lengthBytes + content.count
        output.storeBytes(of: UInt32(content.count).bigEndian, as: UInt32.self)
        UnsafeMutableRawBufferPointer(rebasing: output[lengthBytes..<end]).copyMemory(from: content)
        UnsafeMutableRawBufferPointer(rebasing: output[end...]).initializeMemory(as: UInt8.self, repeating: 0)
    }

    /// Session 16 ‖ call 16 ‖ direction 1 ‖ sequence 8 ‖ type 1; the last two are filled in for each record.
    static func associatedData(session: [UInt8], call: CallID, direction: RecordDirection) -> [UInt8] {
        var writer = ByteWriter(capacity: 42)
        writer.fixed(session)
        writer.fixed(call.bytes)
        writer.u8(direction.rawValue)
        writer.u64(0)
        writer.u8(0)
        return writer.bytes
    }

    static func fill(_ associatedData: inout [UInt8], sequence: UInt64, type: RecordType) {
        let end = associatedData.count - 1
        for offset in 0..<8 { associatedData[end - 1 - offset] = UInt8(truncatingIfNeeded: sequence >> UInt64(8 * offset)) }
        associatedData[end] = type.rawValue
    }
}

/// Where a direction of a call stands: which record may come next, and how much its key may still protect.
struct RecordOrder: Sendable {
    private enum Phase { case beginning, open, ended, failed }
    private var phase = Phase.beginning
    private let direction: RecordDirection
    private(set) var sequence: UInt64 = 0
    private var bytes: UInt64 = 0

    init(_ direction: RecordDirection) { self.direction = direction }

    var hasEnded: Bool { phase == .ended }

    /// Checks, and changes nothing.
    func admit(_ type: RecordType, paddedLength: Int) throws(SessionError) {
        switch (phase, type) {
        case (.beginning, .header), (.open, .message), (.open, .end): break
        case (.beginning, .end) where direction == .serverToClient: break
        default: throw SessionError(.order, "A record of this type does not come at this point of a call.")
        }
        guard sequence < SessionLimits.records, bytes + UInt64(paddedLength) <= SessionLimits.recordBytes else {
            throw SessionError(.exhausted, "The call's key has protected as much as it may.")
        }
    }

    /// Counts a record that was admitted and has been sealed or opened.
    mutating func advance(_ type: RecordType, paddedLength: Int) {
        sequence += 1
        bytes += UInt64(paddedLength)
        phase = type == .end ? .ended : .open
    }

    /// Nothing may follow a failure.
    mutating func fail() { phase = .failed }

    /// For tests of the limit.
    mutating func skip(to sequence: UInt64) { self.sequence = sequence }
}
