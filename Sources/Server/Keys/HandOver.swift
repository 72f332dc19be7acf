import ControlPlane
import Ledger
import SealedData
import Wire

/// What a control node gives to its successor, and the envelopes in which it travels (docs/spec/keys.md, "Hand-over").
struct HandOver: Sendable {
    /// How many asset keys one envelope holds.
    static let keysAtOnce = 1_024
    private static let label = "cloister/hand-over/v1"

    let origin: LedgerOrigin
    let ledgerKeys: LedgerKeys
    /// The ledger's head after the hand-over was recorded: its successor opens nothing older.
    let checkpoint: [UInt8]
    let assetKeys: [AssetID: DataKey]

    /// The envelopes, in order, for the successor's key of this request.
    func envelopes(to recipient: RecipientPublicKey) throws -> [Envelope] {
        let assets = assetKeys.sorted { $0.key < $1.key }
        let starts = stride(from: 0, to: assets.count, by: Self.keysAtOnce)
        var envelopes = [try seal(head(parts: UInt32(starts.underestimatedCount)), 0, to: recipient)]
        for (index, start) in starts.enumerated() {
            // Reserved in full, so that growth leaves no copies behind.
            var writer = ByteWriter(capacity: Self.keysAtOnce * 48 + 4)
            writer.array(Array(assets[start..<min(start + Self.keysAtOnce, assets.count)])) { writer, pair in
                writer.value(pair.key)
                pair.value.withUnsafeBytes { writer.fixed($0) }
            }
            envelopes.append(try seal(writer.bytes, UInt32(index + 1), to: recipient))
        }
        return envelopes
    }

    private func head(parts: UInt32) -> [UInt8] {
        var writer = ByteWriter(capacity: 2 * LedgerKeyFile.maximumBytes)
        writer.string(Self.label)
        writer.variable(ledgerKeys.encoded(origin: origin))
        writer.variable(checkpoint)
        writer.u32(parts)
        return writer.bytes
    }

    private func seal(_ bytes: [UInt8], _ index: UInt32, to recipient: RecipientPublicKey) throws -> Envelope {
        try Envelope.seal(bytes, to: recipient, info: Self.info(origin, index))
    }

    private static func info(_ origin: LedgerOrigin, _ index: UInt32) -> [UInt8] {
        var writer = ByteWriter()
        writer.string("cloister/hand-over-part/v1")
        writer.string(origin.name)
        writer.u32(index)
        return writer.bytes
    }
}

extension HandOver {
    /// Takes the envelopes in, in their order.
    struct Reception {
        private let key: RecipientPrivateKey
        private let origin: LedgerOrigin
        private var head: (keys: LedgerKeys, checkpoint: [UInt8], parts: UInt32)?
        private var assetKeys: [AssetID: DataKey] = [:]
        private var count: UInt32 = 0

        init(key: RecipientPrivateKey, origin: LedgerOrigin) { (self.key, self.origin) = (key, origin) }

        /// Opens the next envelope; refuses one that is out of place.
        mutating func take(_ envelope: Envelope) throws {
            var reader = ByteReader(try envelope.open(with: key, info: HandOver.info(origin, count)))
            if let head {
                guard count <= head.parts else { throw WireError.invalid("more parts than were announced") }
                for (asset, key) in try reader.array(
                    atMost: HandOver.keysAtOnce,
                    { reader throws(WireError) in
                        (try reader.value(AssetID.self), try reader.fixed(DataKey.byteCount))
                    })
                {
                    guard assetKeys.updateValue(try DataKey(bytes: key), forKey: asset) == nil else {
                        throw WireError.invalid("an asset's key that came twice")
                    }
                }
            } else {
                guard try reader.string(atMost: 64) == HandOver.label else { throw WireError.invalid("something else than a hand-over") }
                let keys = try LedgerKeys(encoded: try reader.variable(atMost: LedgerKeyFile.maximumBytes), origin: origin)
                let checkpoint = try reader.variable(atMost: LedgerAlarm.maximumBytes)
                _ = try Checkpoint(checkpoint, key: try keys.checkpointKey(origin: origin))
                head = (keys, checkpoint, try reader.u32())
            }
            try reader.finish()
            count += 1
        }

        /// Everything, if everything came.
        func finish() throws -> HandOver {
            guard let head, count == head.parts + 1 else { throw NodeError("the other node sent only a part of its keys") }
            return HandOver(origin: origin, ledgerKeys: head.keys, checkpoint: head.checkpoint, assetKeys: assetKeys)
        }
    }
}
