import Crypto
import Wire

/// Seals and opens the entries of one epoch (docs/spec/ledger.md, "Sealing").
///
/// All keys are HMACs under the epoch key: over a label and the position and plaintext for the synthetic value, over a label and that value for
/// the rest. So a key repeats only where plaintext and position repeat, whatever became of counters and random numbers.
struct EntryCipher {
    private static let syntheticLabel = Array("cloister/ledger-synthetic/v1".utf8)
    private static let sealLabel = Array("cloister/ledger-seal/v1".utf8)
    private static let saltLabel = Array("cloister/ledger-salt/v1".utf8)
    private static let fieldLabel = Array("cloister/ledger-field/v1".utf8)

    let epoch: UInt64
    // HMAC keyed once; copies are cheaper than keying again.
    private let keyed: HMAC<SHA256>
    private let zeroNonce: AES.GCM.Nonce

    init(keys: LedgerKeys, origin: LedgerOrigin, epoch: UInt64) throws(LedgerError) {
        self.epoch = epoch
        keyed = HMAC<SHA256>(key: keys.epochKey(origin: origin, epoch: epoch))
        guard let nonce = try? AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12)) else {
            throw LedgerError(.storeFailed, "The cipher is not available.")
        }
        zeroNonce = nonce
    }

    func seal(_ plaintext: [UInt8], at position: EntryPosition) throws(LedgerError) -> EntryEnvelope {
        let synthetic = synthetic(plaintext, at: position)
        guard
            let box = try? AES.GCM.seal(
                plaintext, using: sealingKey(synthetic), nonce: zeroNonce, authenticating: position.associatedData)
        else {
            throw LedgerError(.storeFailed, "The entry could not be sealed.", sequence: position.sequence)
        }
        return EntryEnvelope(
            kind: position.kind, epoch: position.epoch, sequence: position.sequence, synthetic: synthetic,
            ciphertext: Array(box.ciphertext), tag: Array(box.tag))
    }

    /// The plaintext, if these very bytes were sealed at this position under this epoch's key; nil otherwise.
    func open(_ envelope: EntryEnvelope, at position: EntryPosition) -> [UInt8]? {
        guard
            let box = try? AES.GCM.SealedBox(nonce: zeroNonce, ciphertext: envelope.ciphertext, tag: envelope.tag),
            let opened = try? AES.GCM.open(box, using: sealingKey(envelope.synthetic), authenticating: position.associatedData)
        else { return nil }
        let plaintext = Array(opened)
        // Public values by now: whoever gets here held the key.
        return synthetic(plaintext, at: position) == envelope.synthetic ? plaintext : nil
    }

    /// The salt of the field at an index: disclosing one says nothing about the others.
    func salt(_ index: Int, synthetic: [UInt8]) -> [UInt8] {
        var writer = ByteWriter(capacity: 80)
        writer.variable(Self.saltLabel)
        writer.fixed(synthetic)
        writer.u32(UInt32(index))
        return code(writer.bytes)
    }

    /// The commitments to a record's fields.
    func commitments(_ record: LedgerRecord, synthetic: [UInt8]) -> [TreeHash] {
        record.fields.enumerated().map { index, field in
            var writer = ByteWriter(capacity: 80 + field.name.utf8.count + field.value.count)
            writer.variable(Self.fieldLabel)
            writer.fixed(salt(index, synthetic: synthetic))
            writer.string(field.name)
            writer.variable(field.value)
            return TreeHash(Self.hash(writer.bytes))
        }
    }

    private func synthetic(_ plaintext: [UInt8], at position: EntryPosition) -> [UInt8] {
        var writer = ByteWriter(capacity: 128)
        writer.variable(Self.syntheticLabel)
        writer.u8(position.kind.rawValue)
        writer.u64(position.sequence)
        position.previousHead.withUnsafeBytes { writer.fixed($0) }
        Self.hash(plaintext).withUnsafeBytes { writer.fixed($0) }
        return code(writer.bytes)
    }

    private func sealingKey(_ synthetic: [UInt8]) -> SymmetricKey {
        var writer = ByteWriter(capacity: 64)
        writer.variable(Self.sealLabel)
        writer.fixed(synthetic)
        var mac = keyed
        mac.update(data: writer.bytes)
        return SymmetricKey(data: mac.finalize())
    }

    private func code(_ bytes: [UInt8]) -> [UInt8] {
        var mac = keyed
        mac.update(data: bytes)
        return mac.finalize().withUnsafeBytes { Array($0) }
    }

    private static func hash(_ bytes: [UInt8]) -> SHA256.Digest {
        var hasher = SHA256()
        bytes.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return hasher.finalize()
    }
}
