import Crypto
import Wire

/// Seals and opens the parts of one snapshot, in the way of entries: a key repeats only for the same content at the same place.
struct SnapshotCipher {
    let position: SnapshotPosition
    private let origin: LedgerOrigin
    private let key: SymmetricKey
    private let zeroNonce: AES.GCM.Nonce

    init(keys: LedgerKeys, origin: LedgerOrigin, position: SnapshotPosition) throws(LedgerError) {
        self.position = position
        self.origin = origin
        key = keys.epochKey(origin: origin, epoch: position.epoch)
        guard let nonce = try? AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12)) else {
            throw LedgerError(.storeFailed, "The cipher is not available.")
        }
        zeroNonce = nonce
    }

    func seal(_ content: [UInt8], index: UInt32, isLast: Bool) throws(LedgerError) -> SnapshotPart {
        let plaintext = Self.pad(content)
        let context = context(index, isLast)
        let synthetic = synthetic(plaintext, context)
        guard let box = try? AES.GCM.seal(plaintext, using: sealingKey(synthetic), nonce: zeroNonce, authenticating: associated(context))
        else {
            throw LedgerError(.storeFailed, "The snapshot could not be sealed.")
        }
        return SnapshotPart(
            position: position, index: index, isLast: isLast, synthetic: synthetic, ciphertext: Array(box.ciphertext), tag: Array(box.tag))
    }

    /// The content, if these very bytes were sealed at this place; nil otherwise.
    func open(_ part: SnapshotPart) -> [UInt8]? {
        let context = context(part.index, part.isLast)
        guard part.position == position,
            let box = try? AES.GCM.SealedBox(nonce: zeroNonce, ciphertext: part.ciphertext, tag: part.tag),
            let opened = try? AES.GCM.open(box, using: sealingKey(part.synthetic), authenticating: associated(context))
        else { return nil }
        let plaintext = Array(opened)
        guard synthetic(plaintext, context) == part.synthetic else { return nil }
        return Self.unpad(plaintext)
    }

    /// The length and the bytes, padded with zeros as the plaintexts of entries are.
    static func pad(_ content: [UInt8]) -> [UInt8] {
        let total = EntryPlaintext.paddedLength(4 + content.count)
        var writer = ByteWriter(capacity: total)
        writer.variable(content)
        writer.fixed(repeatElement(0, count: total - writer.bytes.count))
        return writer.bytes
    }

    private static func unpad(_ plaintext: [UInt8]) -> [UInt8]? {
        var reader = ByteReader(plaintext)
        guard let content = try? reader.variable(atMost: SnapshotPart.maximumContent), pad(content) == plaintext else { return nil }
        return content
    }

    private func context(_ index: UInt32, _ isLast: Bool) -> [UInt8] {
        var writer = ByteWriter(capacity: 512)
        writer.string(origin.name)
        writer.value(position)
        writer.u32(index)
        writer.bool(isLast)
        return writer.bytes
    }

    private func associated(_ context: [UInt8]) -> [UInt8] {
        var writer = ByteWriter(capacity: 512)
        writer.string("cloister/ledger-snapshot/v1")
        writer.fixed(context)
        return writer.bytes
    }

    private func synthetic(_ plaintext: [UInt8], _ context: [UInt8]) -> [UInt8] {
        var writer = ByteWriter(capacity: 512)
        writer.string("cloister/ledger-snapshot-synthetic/v1")
        writer.fixed(context)
        writer.fixed(Array(SHA256.hash(data: plaintext)))
        return Array(HMAC<SHA256>.authenticationCode(for: writer.bytes, using: key))
    }

    private func sealingKey(_ synthetic: [UInt8]) -> SymmetricKey {
        var writer = ByteWriter(capacity: 80)
        writer.string("cloister/ledger-snapshot-seal/v1")
        writer.fixed(synthetic)
        return SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: writer.bytes, using: key))
    }
}
