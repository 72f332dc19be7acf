import Foundation
import Ledger
import SealedData
import Testing

@testable import ControlPlane
@testable import Server

@Suite struct HandOverTests {
    /// A hand-over of so many asset keys, from a ledger of its own.
    private static func handOver(of count: Int) async throws -> HandOver {
        let origin = try LedgerOrigin(Inside.origin)
        let keys = try LedgerKeys(applicationSecret: [1])
        let journal = try await Journal.create(store: MemoryLedgerStore(), keys: keys, origin: origin)
        let assets = (0..<count).map { (AssetID(storage: Octets16(high: 9, low: UInt64($0))), DataKey()) }
        return HandOver(
            origin: origin, ledgerKeys: keys, checkpoint: try journal.checkpoint.bytes, assetKeys: Dictionary(uniqueKeysWithValues: assets))
    }

    private static func receive(_ envelopes: [Envelope], with key: RecipientPrivateKey, origin: String = Inside.origin) throws -> HandOver {
        var reception = HandOver.Reception(key: key, origin: try LedgerOrigin(origin))
        for envelope in envelopes { try reception.take(envelope) }
        return try reception.finish()
    }

    @Test(arguments: [0, 1, HandOver.keysAtOnce, HandOver.keysAtOnce + 1]) func `What is handed over arrives whole`(_ count: Int)
        async throws
    {
        let given = try await Self.handOver(of: count)
        let key = try RecipientPrivateKey()
        let envelopes = try given.envelopes(to: key.publicKey)
        #expect(envelopes.count == 1 + (count + HandOver.keysAtOnce - 1) / HandOver.keysAtOnce)
        let received = try Self.receive(envelopes, with: key)
        #expect(received.checkpoint == given.checkpoint && received.assetKeys.count == count)
        #expect(
            try received.ledgerKeys.checkpointKey(origin: given.origin).description
                == given.ledgerKeys.checkpointKey(origin: given.origin).description)
        for (asset, dataKey) in given.assetKeys { #expect(received.assetKeys[asset]?.commitment == dataKey.commitment) }
    }

    @Test func `[46][47] A hand-over with a part missing, twice, swapped, of another request or of another ledger is refused`() async throws
    {
        let given = try await Self.handOver(of: 2 * HandOver.keysAtOnce)
        let key = try RecipientPrivateKey()
        let parts = try given.envelopes(to: key.publicKey)
        #expect(parts.count == 3)
        for wrong in [[], [parts[0]], [parts[0], parts[1]], [parts[0], parts[2]], [parts[1], parts[2]], [parts[0], parts[2], parts[1]]] {
            #expect(throws: (any Error).self) { try Self.receive(wrong, with: key) }
        }
        #expect(throws: (any Error).self) { try Self.receive(parts + [parts[2]], with: key) }
        #expect(throws: (any Error).self) { try Self.receive(parts, with: try RecipientPrivateKey()) }
        #expect(throws: (any Error).self) { try Self.receive(parts, with: key, origin: "ledger.test/another") }
        // A head that another ledger's key signed: an attacker's seed or an older history of somebody else's.
        let other = try await Self.handOver(of: 0)
        let mixed = HandOver(
            origin: given.origin, ledgerKeys: given.ledgerKeys, checkpoint: other.checkpoint, assetKeys: given.assetKeys)
        #expect(throws: (any Error).self) { try Self.receive(try mixed.envelopes(to: key.publicKey), with: key) }
    }

    @Test func `Keys on their way to another node stay what they are until the way fails`() async throws {
        try await Inside.with { inside in
            let asset = try inside.asset("one", of: inside.business, content: [1])
            let held = try inside.keys.freeze()
            #expect(Set(held.keys) == [asset.id])
            #expect(throws: ServiceRefusal.self) { try inside.keys.freeze() }
            #expect(throws: ServiceRefusal.self) { try inside.keys.willErase(asset.id) }
            #expect(throws: ServiceRefusal.self) { try inside.keys.add(DataKey(), of: AssetID(storage: Octets16(high: 1, low: 1))) }
            inside.keys.thaw()
            try inside.keys.willErase(asset.id)
            try inside.keys.erase(asset.id)
            #expect(inside.keys.key(of: asset.id) == nil)
        }
    }
}

@Suite struct KeySuccessionTests {
    /// What another program seals, this one cannot undo.
    private struct OtherSealer: KeySealer {
        private let base = FixedSealer()
        func seal(_ plaintext: [UInt8]) throws -> [UInt8] { try base.seal(plaintext).reversed() }
        func unseal(_ sealed: [UInt8]) throws -> [UInt8] { try base.unseal(sealed.reversed()) }
    }

    /// A crash leaves the files as they are before, between and after the two renamings.
    @Test(arguments: [0, 1, 2]) func `[107] A crash while keys change places leaves them to the new program, or to the old one`(
        _ renamed: Int
    ) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/succession-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let origin = try LedgerOrigin(Inside.origin)
        let keys = try LedgerKeys(applicationSecret: [1])
        let asset = AssetID(storage: Octets16(high: 1, low: 1))
        func write(_ suffix: String, _ sealer: any KeySealer) throws {
            try AssetKeyStore.create(path: folder + "/assets.keys" + suffix, origin: origin, sealer: sealer, keys: [asset: DataKey()])
            try LedgerKeyFile(path: folder + "/ledger.keys" + suffix, sealer: sealer).create(keys, origin: origin)
        }
        try write("", FixedSealer())
        try write(".received", OtherSealer())
        for name in ["assets.keys", "ledger.keys"].prefix(renamed) {
            try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
            try FileManager.default.moveItem(atPath: "\(folder)/\(name).received", toPath: "\(folder)/\(name)")
        }
        func opens(_ sealer: any KeySealer) -> Bool {
            guard (try? LedgerKeyFile(path: folder + "/ledger.keys", sealer: sealer).load(origin: origin)) != nil else { return false }
            return (try? AssetKeyStore(path: folder + "/assets.keys", origin: origin, sealer: sealer, isKnown: { _ in true })) != nil
        }
        // The old program touches nothing that is not its own, and goes on only while all is.
        let old = KeySuccession(folder: folder, origin: origin, sealer: FixedSealer())
        try old.finish()
        #expect(opens(FixedSealer()) == (renamed == 0))
        let new = KeySuccession(folder: folder, origin: origin, sealer: OtherSealer())
        try new.finish()
        #expect(opens(OtherSealer()) && !opens(FixedSealer()))
        #expect(Set(try FileManager.default.contentsOfDirectory(atPath: folder)) == ["assets.keys", "ledger.keys"])
    }
}
