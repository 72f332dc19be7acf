import CAEAD
package import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// AES-256-GCM under one key, from the caller's memory into the caller's memory. Any number of threads may use one cipher at once.
package final class MessageCipher: @unchecked Sendable {
    package static let nonceBytes = 12
    package static let tagBytes = 16

    private let key: SymmetricKey
    /// The copy-free interface of the same cipher, where it is linked.
    private let direct: OpaquePointer?

    /// A cipher for a key of 32 bytes. With `direct` false it goes by swift-crypto's own interface, which gives the same bytes.
    package init(_ key: SymmetricKey, direct: Bool = true) {
        self.key = key
        self.direct = direct ? key.withUnsafeBytes { $0.count == 32 ? $0.baseAddress.flatMap { caead_new($0) } : nil } : nil
    }

    deinit { caead_free(direct) }

    /// Whether the copy-free interface is in use.
    package var isDirect: Bool { direct != nil }

    /// Writes ciphertext and tag, 16 bytes more than the plaintext, to the start of `output`. That may be where the plaintext is, or apart from it.
    package func seal(
        _ plaintext: UnsafeRawBufferPointer, nonce: UnsafeRawBufferPointer, authenticating associatedData: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard nonce.count == Self.nonceBytes, let nonceStart = nonce.baseAddress,
            output.count >= plaintext.count + Self.tagBytes, let start = output.baseAddress
        else { return false }
        if let direct {
            return caead_seal(
                direct, nonceStart, associatedData.baseAddress, associatedData.count, plaintext.baseAddress, plaintext.count, start) == 1
        }
        guard let box = try? AES.GCM.seal(plaintext, using: key, nonce: AES.GCM.Nonce(data: nonce), authenticating: associatedData)
        else { return false }
        box.ciphertext.withUnsafeBytes { output.copyMemory(from: $0) }
        box.tag.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: output[plaintext.count...]).copyMemory(from: $0) }
        return true
    }

    /// Writes the plaintext to the start of `output` if ciphertext and tag verify; else says no and leaves zeros or what was there.
    package func open(
        _ sealed: UnsafeRawBufferPointer, nonce: UnsafeRawBufferPointer, authenticating associatedData: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) -> Bool {
        let length = sealed.count - Self.tagBytes
        guard nonce.count == Self.nonceBytes, let nonceStart = nonce.baseAddress,
            length >= 0, output.count >= length, let start = sealed.baseAddress
        else { return false }
        if let direct {
            return caead_open(
                direct, nonceStart, associatedData.baseAddress, associatedData.count, start, length, output.baseAddress) == 1
        }
        guard
            let box = try? AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: nonce), ciphertext: UnsafeRawBufferPointer(rebasing: sealed[..<length]),
                tag: UnsafeRawBufferPointer(rebasing: sealed[length...])),
            let plaintext = try? AES.GCM.open(box, using: key, authenticating: associatedData)
        else { return false }
        plaintext.withUnsafeBytes { output.copyMemory(from: $0) }
        return true
    }
}
