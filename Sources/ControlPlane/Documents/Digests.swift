import Crypto
import Wire

/// Labelled SHA-256: the input starts with the length-prefixed label, so that hashes of different things never meet.
enum Digests {
    static let length = 32

    static func labelled(_ label: String, _ write: (inout ByteWriter) -> Void) -> [UInt8] {
        var writer = ByteWriter()
        writer.string(label)
        write(&writer)
        return sha256(writer.bytes)
    }

    static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

    /// The first sixteen bytes of a digest.
    static func prefix(_ digest: [UInt8]) -> Octets16 {
        func word(_ range: Range<Int>) -> UInt64 { digest[range].reduce(0) { $0 << 8 | UInt64($1) } }
        return Octets16(high: word(0..<8), low: word(8..<16))
    }
}
