import ControlPlane
import SealedData
import Wire

/// One record of the key store, wrapped: 97 bytes (docs/spec/keys.md).
struct KeyRecord: Equatable, Sendable, WireEncodable, WireDecodable {
    static let byteCount = 97

    enum Kind: UInt8 {
        /// Keeps a key.
        case key = 1
        /// Its asset is about to be deleted.
        case deletion = 2
    }

    /// What is wrapped.
    enum Content: Sendable {
        case key(DataKey)
        case deletion

        var kind: Kind {
            switch self {
            case .key: .key
            case .deletion: .deletion
            }
        }

        /// Nil if a record of this kind cannot hold these bytes.
        init?(_ kind: Kind, _ bytes: UnsafeRawBufferPointer) {
            switch kind {
            case .key:
                guard let key = try? DataKey(copying: bytes) else { return nil }
                self = .key(key)
            case .deletion:
                guard bytes.count == DataKey.byteCount, bytes.allSatisfy({ $0 == 0 }) else { return nil }
                self = .deletion
            }
        }

        func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
            switch self {
            case .key(let key): try key.withUnsafeBytes(body)
            case .deletion: try [UInt8](repeating: 0, count: DataKey.byteCount).withUnsafeBytes(body)
            }
        }
    }

    let kind: Kind
    let asset: AssetID
    let synthetic: [UInt8]
    let ciphertext: [UInt8]
    let tag: [UInt8]

    init(kind: Kind, asset: AssetID, synthetic: [UInt8], ciphertext: [UInt8], tag: [UInt8]) {
        (self.kind, self.asset, self.synthetic, self.ciphertext, self.tag) = (kind, asset, synthetic, ciphertext, tag)
    }

    init(from reader: inout ByteReader) throws(WireError) {
        guard let kind = Kind(rawValue: try reader.u8()) else { throw .invalid("a record of the key store of an unknown kind") }
        self.init(
            kind: kind, asset: try reader.value(), synthetic: try reader.fixed(32), ciphertext: try reader.fixed(32),
            tag: try reader.fixed(16))
    }

    func encode(into writer: inout ByteWriter) {
        writer.u8(kind.rawValue)
        writer.value(asset)
        writer.fixed(synthetic)
        writer.fixed(ciphertext)
        writer.fixed(tag)
    }
}
