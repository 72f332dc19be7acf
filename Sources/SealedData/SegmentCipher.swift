import Crypto
import Wire

/// AES-256-GCM under one stream's derived key; a segment's nonce follows from its position.
///
/// Any number of threads may use one cipher at once.
struct SegmentCipher: Sendable {
    private let cipher: MessageCipher
    private let noncePrefix: [UInt8]

    init(key: DataKey, header: StreamHeader, associatedData: [UInt8], direct: Bool = true) {
        let derived = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key.symmetricKey, salt: header.salt, info: associatedData, outputByteCount: 32)
        cipher = MessageCipher(derived, direct: direct)
        noncePrefix = header.noncePrefix
    }

    var isDirect: Bool { cipher.isDirect }

    /// Writes ciphertext and tag, 16 bytes more than the plaintext, to the start of `output`.
    func seal(
        _ plaintext: UnsafeRawBufferPointer, segment: Int, isLast: Bool, into output: UnsafeMutableRawBufferPointer
    ) throws(SealedDataError) {
        let isSealed = nonce(segment: segment, isLast: isLast).withUnsafeBytes {
            cipher.seal(plaintext, nonce: $0, authenticating: UnsafeRawBufferPointer(start: nil, count: 0), into: output)
        }
        guard isSealed else { throw .tooLong }
    }

    /// Writes the plaintext to the start of `output` if the segment verifies; else says no and leaves zeros or what was there.
    func open(
        _ sealed: UnsafeRawBufferPointer, segment: Int, isLast: Bool, into output: UnsafeMutableRawBufferPointer
    ) -> Bool {
        nonce(segment: segment, isLast: isLast).withUnsafeBytes {
            cipher.open(sealed, nonce: $0, authenticating: UnsafeRawBufferPointer(start: nil, count: 0), into: output)
        }
    }

    private func nonce(segment: Int, isLast: Bool) -> [UInt8] {
        let index = UInt32(truncatingIfNeeded: segment)
        var bytes = noncePrefix
        for shift in stride(from: 24, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: index >> UInt32(shift))) }
        bytes.append(isLast ? 1 : 0)
        return bytes
    }
}
