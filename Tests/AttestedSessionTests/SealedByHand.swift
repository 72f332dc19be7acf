import Crypto
import Wire

@testable import AttestedSession

/// What a peer that holds the keys could send, but no sealer of ours would.
enum SealedByHand {
    /// A record with anything in place of the padded plaintext.
    static func record(_ key: RecordKey, sequence: UInt64, _ type: RecordType, padded: [UInt8]) throws -> [UInt8] {
        var associatedData = key.associatedData
        RecordFormat.fill(&associatedData, sequence: sequence, type: type)
        let part = [UInt8](repeating: 0, count: RecordFormat.nonceBytes)
        var nonce = ByteWriter(capacity: 12)
        nonce.u32(UInt32(truncatingIfNeeded: sequence))
        nonce.fixed(part)
        let box = try AES.GCM.seal(padded, using: key.sealing, nonce: AES.GCM.Nonce(data: nonce.bytes), authenticating: associatedData)
        return [type.rawValue] + part + Array(box.ciphertext) + Array(box.tag)
    }
}
