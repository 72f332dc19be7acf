import Crypto
import Testing

@testable import Wire

/// The copy-free interface and swift-crypto's own must be the same cipher, the same hash and the same expansion.
@Suite struct CipherTests {
    private let key = SymmetricKey(data: (0..<32).map { UInt8($0) })
    private let nonce = (0..<12).map { UInt8($0 &* 7) }

    private func pattern(_ length: Int) -> [UInt8] { (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 5) } }

    @Test func `The copy-free interface is in use where it is linked`() {
        #if os(Linux)
            #expect(MessageCipher(key).isDirect)
        #endif
        #expect(!MessageCipher(key, direct: false).isDirect)
        #expect(!MessageCipher(SymmetricKey(size: .bits128)).isDirect)
    }

    @Test(arguments: [0, 1, 15, 16, 1_000, 70_000], [0, 1, 42])
    func `Both ways of sealing give the same bytes, in place too, and each opens them`(_ length: Int, _ associated: Int) {
        let (plaintext, data) = (pattern(length), pattern(associated))
        var sealed: [[UInt8]] = []
        for isDirect in [true, false] {
            let cipher = MessageCipher(key, direct: isDirect)
            var apart = [UInt8](repeating: 0xff, count: length + 16)
            #expect(seal(cipher, plaintext, data, into: &apart))
            var inPlace = plaintext + [UInt8](repeating: 0xff, count: 16)
            let isSealed = inPlace.withUnsafeMutableBytes { memory in
                nonce.withUnsafeBytes { nonce in
                    data.withUnsafeBytes {
                        cipher.seal(UnsafeRawBufferPointer(rebasing: memory.prefix(length)), nonce: nonce, authenticating: $0, into: memory)
                    }
                }
            }
            #expect(isSealed && inPlace == apart)
            sealed.append(apart)
        }
        #expect(sealed[0] == sealed[1])
        for isDirect in [true, false] {
            let cipher = MessageCipher(key, direct: isDirect)
            #expect(open(cipher, sealed[0], data) == plaintext)
            #expect(open(cipher, sealed[0], data + [0]) == nil)
            for place in Set([0, length, length + 15]) {
                var changed = sealed[0]
                changed[place] ^= 1
                #expect(open(cipher, changed, data) == nil)
            }
            #expect(open(cipher, Array(sealed[0].prefix(15)), data) == nil)
        }
    }

    @Test func `Memory that is too short is refused`() {
        for isDirect in [true, false] {
            let cipher = MessageCipher(key, direct: isDirect)
            var short = [UInt8](repeating: 0, count: 25)
            #expect(!seal(cipher, pattern(10), [], into: &short))
        }
    }

    @Test(arguments: [0, 1, 42, 64, 1_000], [0, 1, 8, 4_096])
    func `Both ways of hashing give the same bytes`(_ first: Int, _ second: Int) {
        let hashes = [true, false].map { isDirect in
            var hash = [UInt8](repeating: 0, count: 32)
            hash.withUnsafeMutableBytes { hash in
                pattern(first).withUnsafeBytes { first in
                    pattern(second).withUnsafeBytes { KeyedHash.authenticate(first, $0, key: key, into: hash, direct: isDirect) }
                }
            }
            return hash
        }
        #expect(hashes[0] == hashes[1])
        #expect(hashes[0] == Array(HMAC<SHA256>.authenticationCode(for: pattern(first) + pattern(second), using: key)))
    }

    @Test(arguments: [1, 31, 32, 64, 255 * 32]) func `Both ways of expanding give the same bytes`(_ length: Int) {
        let keys = [true, false].map { isDirect in
            var output = [UInt8](repeating: 0, count: length)
            output.withUnsafeMutableBytes { KeyedHash.expand(key, info: pattern(48), into: $0, direct: isDirect) }
            return output
        }
        #expect(keys[0] == keys[1])
        #expect(keys[0].contains { $0 != 0 })
    }

    private func seal(_ cipher: MessageCipher, _ plaintext: [UInt8], _ data: [UInt8], into output: inout [UInt8]) -> Bool {
        output.withUnsafeMutableBytes { output in
            plaintext.withUnsafeBytes { plaintext in
                nonce.withUnsafeBytes { nonce in
                    data.withUnsafeBytes { cipher.seal(plaintext, nonce: nonce, authenticating: $0, into: output) }
                }
            }
        }
    }

    private func open(_ cipher: MessageCipher, _ sealed: [UInt8], _ data: [UInt8]) -> [UInt8]? {
        var output = [UInt8](repeating: 0xff, count: max(0, sealed.count - 16))
        let isOpen = output.withUnsafeMutableBytes { output in
            sealed.withUnsafeBytes { sealed in
                nonce.withUnsafeBytes { nonce in
                    data.withUnsafeBytes { cipher.open(sealed, nonce: nonce, authenticating: $0, into: output) }
                }
            }
        }
        return isOpen ? output : nil
    }
}
