import CAEAD
package import Crypto

/// HMAC-SHA-256 and HKDF-Expand between the caller's own pieces of memory. With `direct` false, swift-crypto's own interface gives the same bytes.
package enum KeyedHash {
    package static let bytes = 32

    /// HMAC over `first` and then `second`; 32 bytes to the start of `output`, which must have room for them.
    package static func authenticate(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, key: SymmetricKey,
        into output: UnsafeMutableRawBufferPointer, direct: Bool = true
    ) {
        precondition(output.count >= bytes)
        let isDone = key.withUnsafeBytes { key in
            guard direct, let keyStart = key.baseAddress, let start = output.baseAddress else { return false }
            return caead_hmac(keyStart, key.count, first.baseAddress, first.count, second.baseAddress, second.count, start) == 1
        }
        if isDone { return }
        var mac = HMAC<SHA256>(key: key)
        mac.update(data: first)
        mac.update(data: second)
        mac.finalize().withUnsafeBytes { output.copyMemory(from: $0) }
    }

    /// HKDF-Expand of `secret` to fill `output`, at most 255 times 32 bytes.
    package static func expand(
        _ secret: SymmetricKey, info: [UInt8], into output: UnsafeMutableRawBufferPointer, direct: Bool = true
    ) {
        precondition((1...255 * bytes).contains(output.count))
        let isDone = secret.withUnsafeBytes { secret in
            info.withUnsafeBytes { info in
                guard direct, let secretStart = secret.baseAddress, let start = output.baseAddress else { return false }
                return caead_expand(secretStart, secret.count, info.baseAddress, info.count, start, output.count) == 1
            }
        }
        if isDone { return }
        HKDF<SHA256>.expand(pseudoRandomKey: secret, info: info, outputByteCount: output.count).withUnsafeBytes {
            output.copyMemory(from: $0)
        }
    }
}
