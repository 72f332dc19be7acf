import ControlPlane
import Crypto
import FoundationEssentials
import Ledger
import SealedData
import Wire

/// One generation of the asset keys' wrapping: its number and its key. docs/spec/keys.md, "The key store".
struct KeyGeneration: Sendable {
    private static let label = "cloister/asset-keys/v1"
    /// The longest sealed generation, in bytes.
    static let maximumSealedBytes = 64 << 10

    let origin: LedgerOrigin
    let number: UInt64
    private let key: SymmetricKey

    /// The first generation of a new store.
    init(of origin: LedgerOrigin) {
        (self.origin, number, key) = (origin, 1, SymmetricKey(size: .bits256))
    }

    /// A generation from its parts; the key has 32 bytes.
    init(of origin: LedgerOrigin, number: UInt64, key: SymmetricKey) {
        (self.origin, self.number, self.key) = (origin, number, key)
    }

    /// Reads what ``sealed(by:)`` made, for the same ledger.
    init(sealed: [UInt8], of origin: LedgerOrigin, by sealer: any KeySealer) throws(NodeError) {
        do {
            let plaintext = SymmetricKey(data: try sealer.unseal(sealed))
            var reader = ByteReader(plaintext.withUnsafeBytes { Array($0) })
            guard try reader.string(atMost: 64) == Self.label, try reader.string(atMost: LedgerOrigin.maximumBytes) == origin.name else {
                throw NodeError("it is no store of this ledger's asset keys")
            }
            (self.origin, number) = (origin, try reader.u64())
            key = SymmetricKey(data: try reader.fixed(32))
            try reader.finish()
        } catch let error as NodeError {
            throw error
        } catch {
            throw NodeError("it was altered, or sealed by another platform or by other software")
        }
    }

    /// Seals number and key to the platform.
    func sealed(by sealer: any KeySealer) throws -> [UInt8] {
        // Reserved in full, so that growth leaves no copies behind.
        var writer = ByteWriter(capacity: LedgerOrigin.maximumBytes + 128)
        writer.string(Self.label)
        writer.string(origin.name)
        writer.u64(number)
        key.withUnsafeBytes { writer.fixed($0) }
        return try sealer.seal(writer.bytes)
    }

    /// The generation after this one. Its key tells nothing of this one's; with good random bytes, this one's tells nothing of it.
    ///
    /// - Parameter fresh: 32 random bytes.
    func next(_ fresh: SymmetricKey = SymmetricKey(size: .bits256)) -> KeyGeneration {
        var writer = ByteWriter(capacity: LedgerOrigin.maximumBytes + 128)
        writer.string("cloister/asset-key-ratchet/v1")
        writer.string(origin.name)
        writer.u64(number + 1)
        fresh.withUnsafeBytes { writer.fixed($0) }
        return KeyGeneration(of: origin, number: number + 1, key: SymmetricKey(data: mac(writer.bytes)))
    }
}

extension KeyGeneration {
    /// Wraps a record's content under a key that only this content in this place has.
    func wrap(_ content: KeyRecord.Content, of asset: AssetID) throws -> KeyRecord {
        let context = context(content.kind, asset)
        return try content.withUnsafeBytes { bytes in
            let synthetic = synthetic(context, bytes)
            let box = try AES.GCM.seal(
                bytes, using: sealingKey(synthetic), nonce: AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12)),
                authenticating: Self.associatedData(context))
            return KeyRecord(kind: content.kind, asset: asset, synthetic: synthetic, ciphertext: Array(box.ciphertext), tag: Array(box.tag))
        }
    }

    /// The content of a record; nil unless this generation wrapped exactly this.
    func unwrap(_ record: KeyRecord) -> KeyRecord.Content? {
        let context = context(record.kind, record.asset)
        guard
            let box = try? AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12)), ciphertext: record.ciphertext, tag: record.tag),
            let opened = try? AES.GCM.open(box, using: sealingKey(record.synthetic), authenticating: Self.associatedData(context))
        else { return nil }
        return SymmetricKey(data: opened).withUnsafeBytes { bytes in
            guard synthetic(context, bytes) == record.synthetic else { return nil }
            return KeyRecord.Content(record.kind, bytes)
        }
    }

    private func context(_ kind: KeyRecord.Kind, _ asset: AssetID) -> [UInt8] {
        var writer = ByteWriter()
        writer.string(origin.name)
        writer.u64(number)
        writer.u8(kind.rawValue)
        writer.value(asset)
        return writer.bytes
    }

    private func synthetic(_ context: [UInt8], _ content: UnsafeRawBufferPointer) -> [UInt8] {
        var writer = ByteWriter()
        writer.string("cloister/asset-key-synthetic/v1")
        writer.fixed(context)
        writer.fixed(SHA256.hash(data: content).map { $0 })
        return mac(writer.bytes)
    }

    private func sealingKey(_ synthetic: [UInt8]) -> SymmetricKey {
        var writer = ByteWriter()
        writer.string("cloister/asset-key-seal/v1")
        writer.fixed(synthetic)
        return SymmetricKey(data: mac(writer.bytes))
    }

    private static func associatedData(_ context: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.string("cloister/asset-key/v1")
        writer.fixed(context)
        return writer.bytes
    }

    private func mac(_ bytes: [UInt8]) -> [UInt8] { Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key)) }
}
