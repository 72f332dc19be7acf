import Crypto
import Wire

/// Makes the part of a record's nonce that depends on what the record holds: a pseudorandom function of associated data and padded plaintext.
///
/// Of a long plaintext, GHASH at a secret point takes 16 bytes first, and the pseudorandom function is of those: an almost universal hash that
/// costs a tenth of SHA-256. What it gives is never shown, so that its fixed nonce tells nobody anything.
struct NonceDigest: Sendable {
    /// Padded plaintexts of this length are long.
    static let longLength = 4096
    static let longLabel = "cloister/record-long/v1"

    private let key: SymmetricKey
    /// Made with the first long record, as most calls have none.
    private var long: (condenser: MessageCipher, key: SymmetricKey)?

    init(_ key: SymmetricKey) { self.key = key }

    /// Writes 32 bytes to the start of `output`; false if that failed, and then the record must not be sealed.
    mutating func write(
        _ associatedData: UnsafeRawBufferPointer, _ padded: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard padded.count >= Self.longLength else {
            KeyedHash.authenticate(associatedData, padded, key: key, into: output)
            return true
        }
        let long = longKeys()
        return withUnsafeTemporaryAllocation(byteCount: MessageCipher.tagBytes, alignment: 8) { condensed in
            defer { condensed.wipe() }
            let isCondensed = withUnsafeTemporaryAllocation(byteCount: MessageCipher.nonceBytes, alignment: 8) { nonce in
                nonce.initializeMemory(as: UInt8.self, repeating: 0)
                return long.condenser.seal(
                    UnsafeRawBufferPointer(start: nil, count: 0), nonce: UnsafeRawBufferPointer(nonce), authenticating: padded,
                    into: condensed)
            }
            guard isCondensed else { return false }
            KeyedHash.authenticate(associatedData, UnsafeRawBufferPointer(condensed), key: long.key, into: output)
            return true
        }
    }

    private mutating func longKeys() -> (condenser: MessageCipher, key: SymmetricKey) {
        if let long { return long }
        var info = ByteWriter(capacity: 32)
        info.string(Self.longLabel)
        let made = withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { expanded in
            defer { expanded.wipe() }
            KeyedHash.expand(key, info: info.bytes, into: expanded)
            return (
                condenser: MessageCipher(SymmetricKey(data: UnsafeRawBufferPointer(rebasing: expanded.prefix(32)))),
                key: SymmetricKey(data: UnsafeRawBufferPointer(rebasing: expanded.suffix(32)))
            )
        }
        long = made
        return made
    }
}
