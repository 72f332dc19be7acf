import CAEAD
import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// AES-256-GCM under one stream's derived key; a segment's nonce follows from its position.
///
/// Any number of threads may use one cipher at once.
final class SegmentCipher: @unchecked Sendable {
    private let key: SymmetricKey
    private let noncePrefix: [UInt8]
    /// The copy-free interface of the same cipher, where it is linked.
    private let direct: OpaquePointer?

    init(key: DataKey, header: StreamHeader, associatedData: [UInt8], direct: Bool = true) {
        self.key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key.symmetricKey, salt: header.salt, info: associatedData, outputByteCount: 32)
        noncePrefix = header.noncePrefix
        self.direct = direct ? self.key.withUnsafeBytes { $0.baseAddress.flatMap { caead_new($0) } } : nil
    }

    deinit { caead_free(direct) }

    var isDirect: Bool { direct != nil }

    /// Writes ciphertext and tag, 16 bytes more than the plaintext, to the start of `output`.
    func seal(
        _ plaintext: UnsafeRawBufferPointer, segment: Int, isLast: Bool, into output: UnsafeMutableRawBufferPointer
    ) throws(SealedDataError) {
        let nonce = nonce(segment: segment, isLast: isLast)
        guard output.count >= plaintext.count + StreamLayout.tagLength, let start = output.baseAddress else { throw .tooLong }
        if let direct {
            guard caead_seal(direct, nonce, plaintext.baseAddress, plaintext.count, start) == 1 else { throw .tooLong }
        } else {
            guard let box = try? AES.GCM.seal(plaintext, using: key, nonce: AES.GCM.Nonce(data: nonce)), let combined = box.combined
            else { throw .tooLong }
            combined.withUnsafeBytes { output.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[nonce.count...])) }
        }
    }

    /// Writes the plaintext to the start of `output` if the segment verifies; else says no and leaves zeros or what was there.
    func open(
        _ sealed: UnsafeRawBufferPointer, segment: Int, isLast: Bool, into output: UnsafeMutableRawBufferPointer
    ) -> Bool {
        let nonce = nonce(segment: segment, isLast: isLast)
        let length = sealed.count - StreamLayout.tagLength
        guard length >= 0, output.count >= length, let start = sealed.baseAddress else { return false }
        if let direct { return caead_open(direct, nonce, start, length, output.baseAddress) == 1 }
        guard
            let box = try? AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: nonce), ciphertext: UnsafeRawBufferPointer(rebasing: sealed[..<length]),
                tag: UnsafeRawBufferPointer(rebasing: sealed[length...])),
            let plaintext = try? AES.GCM.open(box, using: key)
        else { return false }
        plaintext.withUnsafeBytes { output.copyMemory(from: $0) }
        return true
    }

    private func nonce(segment: Int, isLast: Bool) -> [UInt8] {
        let index = UInt32(truncatingIfNeeded: segment)
        var bytes = noncePrefix
        for shift in stride(from: 24, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: index >> UInt32(shift))) }
        bytes.append(isLast ? 1 : 0)
        return bytes
    }
}
