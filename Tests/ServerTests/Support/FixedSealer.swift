import Crypto
import Foundation
import Ledger

/// A platform whose sealing key is known: what an attacker has who runs the same software on the same machine.
struct FixedSealer: KeySealer {
    private let key = SymmetricKey(data: [UInt8](repeating: 0x5A, count: 32))

    func seal(_ plaintext: [UInt8]) throws -> [UInt8] {
        guard let sealed = try AES.GCM.seal(plaintext, using: key).combined else { throw CryptoKitError.incorrectParameterSize }
        return Array(sealed)
    }

    func unseal(_ sealed: [UInt8]) throws -> [UInt8] { Array(try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: key)) }
}
