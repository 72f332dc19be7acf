import ControlPlane
import Ledger
import SealedData
import Synchronization
import Wire

/// The keys of the assets of a ledger: in memory for use, and wrapped on the disk (docs/spec/keys.md). No lock of it is held while another is taken.
final class AssetKeyStore: Sendable {
    /// The most keys that a store holds.
    static let maximumKeys = 1 << 20
    private static let format: UInt8 = 1

    private struct Contents {
        let file: AssetKeyFile
        var generation: KeyGeneration
        var keys: [AssetID: DataKey]
        /// Whether the keys are on their way to another node, and must stay what they are.
        var isFrozen = false
    }

    private let sealer: any KeySealer
    private let contents: Mutex<Contents>
    /// Whether a file was there when the store was opened.
    let existed: Bool

    /// Opens the store in a file, or begins an empty one, and begins a new generation.
    ///
    /// - Parameter isKnown: Whether the ledger has an asset; keys of others whose deletion was under way are dropped.
    init(path: String, origin: LedgerOrigin, sealer: any KeySealer, isKnown: (AssetID) -> Bool) throws(NodeError) {
        self.sealer = sealer
        let file = AssetKeyFile(path: path)
        let stored = try file.read()
        existed = stored != nil
        var generation = KeyGeneration(of: origin)
        var keys: [AssetID: DataKey] = [:]
        if let stored {
            let read: (generation: KeyGeneration, keys: [AssetID: DataKey], deletions: Set<AssetID>)
            do {
                read = try Self.read(stored, of: origin, by: sealer)
            } catch let error as NodeError {
                throw NodeError("\(path) cannot be used: \(error)")
            } catch {
                throw NodeError("\(path) cannot be used: it is damaged")
            }
            keys = read.keys.filter { !read.deletions.contains($0.key) || isKnown($0.key) }
            generation = read.generation.next()
        }
        try Self.write(keys, as: generation, to: file, sealer)
        contents = Mutex(Contents(file: file, generation: generation, keys: keys))
    }

    /// The key of an asset; nil if it is not held.
    func key(of asset: AssetID) -> DataKey? { contents.withLock { $0.keys[asset] } }

    /// Keeps the key of an asset; it is durable on return. One that is held already is not replaced.
    func add(_ key: DataKey, of asset: AssetID) throws {
        try contents.withLock { contents in
            guard contents.keys[asset] == nil else { return }
            guard !contents.isFrozen else { throw ServiceRefusal.keysLeaving }
            guard contents.keys.count < Self.maximumKeys else { throw ServiceRefusal.keyLimit }
            try contents.file.append(try contents.generation.wrap(.key(key), of: asset).wireBytes)
            contents.keys[asset] = key
        }
    }

    /// Notes that an asset is about to be deleted, so that its key goes even if this process does not live to erase it.
    func willErase(_ asset: AssetID) throws {
        try contents.withLock { contents in
            guard contents.keys[asset] != nil else { return }
            guard !contents.isFrozen else { throw ServiceRefusal.keysLeaving }
            try contents.file.append(try contents.generation.wrap(.deletion, of: asset).wireBytes)
        }
    }

    /// Erases the key of an asset: what is on the disk afterwards opens it no more.
    func erase(_ asset: AssetID) throws {
        try contents.withLock { contents in
            guard contents.keys[asset] != nil else { return }
            // Gone from memory first: whatever the disk does, it is used no more.
            contents.keys[asset] = nil
            contents.generation = contents.generation.next()
            try Self.write(contents.keys, as: contents.generation, to: contents.file, sealer)
        }
    }
}

extension AssetKeyStore {
    /// All keys, and no change of them any more, until ``thaw()``. Throws if they are frozen already.
    func freeze() throws -> [AssetID: DataKey] {
        try contents.withLock { contents in
            guard !contents.isFrozen else { throw ServiceRefusal.keysLeaving }
            contents.isFrozen = true
            return contents.keys
        }
    }

    /// Allows changes again.
    func thaw() { contents.withLock { $0.isFrozen = false } }

    /// Writes the store of a ledger whose keys came from another node.
    static func create(path: String, origin: LedgerOrigin, sealer: any KeySealer, keys: [AssetID: DataKey]) throws(NodeError) {
        try write(keys, as: KeyGeneration(of: origin), to: AssetKeyFile(path: path), sealer)
    }

    /// Removes a store that this platform and software cannot unseal; whether there was one.
    static func removeForeign(path: String, sealer: any KeySealer) throws -> Bool {
        guard let bytes = try AssetKeyFile(path: path).read() else { return false }
        var reader = ByteReader(bytes)
        guard (try? reader.u8()) == format, let sealed = try? reader.variable(atMost: KeyGeneration.maximumSealedBytes),
            (try? sealer.unseal(sealed)) == nil
        else { return false }
        try DurableFile(path: path, atMost: AssetKeyFile.maximumBytes).remove()
        return true
    }

    private static func write(
        _ keys: [AssetID: DataKey], as generation: KeyGeneration, to file: AssetKeyFile, _ sealer: any KeySealer
    ) throws(NodeError) {
        var writer = ByteWriter(capacity: KeyGeneration.maximumSealedBytes + keys.count * KeyRecord.byteCount)
        do {
            writer.u8(format)
            writer.variable(try generation.sealed(by: sealer))
            for (asset, key) in keys.sorted(by: { $0.key < $1.key }) { writer.value(try generation.wrap(.key(key), of: asset)) }
        } catch {
            throw NodeError("the platform could not seal the asset keys")
        }
        try file.replace(with: writer.bytes)
    }

    private static func read(
        _ bytes: [UInt8], of origin: LedgerOrigin, by sealer: any KeySealer
    ) throws -> (generation: KeyGeneration, keys: [AssetID: DataKey], deletions: Set<AssetID>) {
        var reader = ByteReader(bytes)
        guard try reader.u8() == format else { throw NodeError("its format is unknown") }
        let generation = try KeyGeneration(
            sealed: try reader.variable(atMost: KeyGeneration.maximumSealedBytes), of: origin, by: sealer)
        var keys: [AssetID: DataKey] = [:]
        var deletions: Set<AssetID> = []
        var number = 0
        // What is shorter than a record was cut off by a crash before anybody was told of it.
        while reader.remaining >= KeyRecord.byteCount {
            let record = try? KeyRecord(from: &reader)
            guard let record, let content = generation.unwrap(record) else {
                throw NodeError("its record \(number) was damaged or altered")
            }
            switch content {
            case .key(let key):
                guard keys.updateValue(key, forKey: record.asset) == nil else { throw NodeError("its record \(number) repeats an asset") }
            case .deletion: deletions.insert(record.asset)
            }
            number += 1
        }
        return (generation, keys, deletions)
    }
}

extension ServiceRefusal {
    /// The store of asset keys is full.
    static let keyLimit = ServiceRefusal(
        code: .resourceExhausted, reason: "ASSET_LIMIT", message: "The node holds as many asset keys as it may; ask its operator.")

    /// The keys are on their way to another node.
    static let keysLeaving = ServiceRefusal(
        code: .unavailable, reason: "NODE_STOPPING", message: "The node is handing its keys over; ask again when its successor serves.")
}
