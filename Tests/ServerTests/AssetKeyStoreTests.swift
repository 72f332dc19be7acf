import Crypto
import Foundation
import Ledger
import SealedData
import Testing
import Wire

@testable import ControlPlane
@testable import Server

@Suite struct AssetKeyStoreTests {
    /// A folder of its own for one store.
    private final class Place {
        let folder = FileManager.default.temporaryDirectory.path + "/keys-\(UUID().uuidString)"
        var path: String { folder + "/assets.keys" }

        init() throws {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func open(origin: String = Inside.origin, knowing known: Set<AssetID>? = nil) throws -> AssetKeyStore {
            try AssetKeyStore(
                path: path, origin: try LedgerOrigin(origin), sealer: FixedSealer(), isKnown: { known?.contains($0) ?? true })
        }

        var bytes: [UInt8] {
            get throws { Array(try Data(contentsOf: URL(filePath: path))) }
        }

        /// Writes a file as an attacker would.
        func write(_ bytes: [UInt8]) throws {
            try Data(bytes).write(to: URL(filePath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
    }

    private static func asset(_ number: UInt64) -> AssetID { AssetID(storage: Octets16(high: 7, low: number)) }
    private static func bytes(of key: DataKey?) -> [UInt8]? { key?.withUnsafeBytes { Array($0) } }

    @Test func `Records are those that the format's own script makes`() throws {
        let origin = try LedgerOrigin("cloister.example/ledger/1")
        let first = KeyGeneration(of: origin, number: 1, key: SymmetricKey(data: [UInt8](repeating: 0x55, count: 32)))
        let second = first.next(SymmetricKey(data: [UInt8](repeating: 0x66, count: 32)))
        let asset = try AssetID(bytes: [UInt8](repeating: 0x77, count: 16))
        let key = try DataKey(bytes: [UInt8](repeating: 0x88, count: 32))
        #expect(try first.wrap(.key(key), of: asset).wireBytes.hex == KeyVectors.kept)
        #expect(try second.wrap(.key(key), of: asset).wireBytes.hex == KeyVectors.keptLater)
        #expect(try first.wrap(.deletion, of: asset).wireBytes.hex == KeyVectors.deletion)
        #expect(try first.wrap(.deletion, of: asset).wireBytes.count == KeyRecord.byteCount)
    }

    @Test func `Keys outlive the process, and each opening begins a generation under which nothing earlier can be read`() throws {
        let place = try Place()
        let (one, two) = (DataKey(), DataKey())
        let store = try place.open()
        #expect(!store.existed)
        try store.add(one, of: Self.asset(1))
        try store.add(two, of: Self.asset(2))
        // Never replaced by another.
        try store.add(DataKey(), of: Self.asset(1))
        let before = try place.bytes
        let again = try place.open()
        #expect(again.existed && Self.bytes(of: again.key(of: Self.asset(1))) == Self.bytes(of: one))
        #expect(Self.bytes(of: again.key(of: Self.asset(2))) == Self.bytes(of: two))
        let after = try place.bytes
        let records: [[UInt8]] = [
            Array(before.suffix(2 * KeyRecord.byteCount).prefix(KeyRecord.byteCount)), Array(before.suffix(KeyRecord.byteCount)),
        ]
        #expect(!records.contains { Data(after).range(of: Data($0)) != nil })
        let later = try Self.generation(in: after)
        for record in records { #expect(later.unwrap(try KeyRecord(wireBytes: record)) == nil) }
    }

    private static func generation(in file: [UInt8]) throws -> KeyGeneration {
        var reader = ByteReader(file.dropFirst())
        return try KeyGeneration(
            sealed: try reader.variable(atMost: 1 << 16), of: try LedgerOrigin(Inside.origin), by: FixedSealer())
    }

    @Test func `[45] A key that was erased opens from nothing that remains, and the others still do`() throws {
        let place = try Place()
        let keys = (0..<8).map { _ in DataKey() }
        let store = try place.open()
        for (number, key) in keys.enumerated() { try store.add(key, of: Self.asset(UInt64(number))) }
        let erased = try KeyRecord(wireBytes: Array(try place.bytes.suffix(6 * KeyRecord.byteCount).prefix(KeyRecord.byteCount)))
        #expect(erased.asset == Self.asset(2))
        try store.willErase(Self.asset(2))
        try store.erase(Self.asset(2))
        #expect(store.key(of: Self.asset(2)) == nil)
        let file = try place.bytes
        let generation = try Self.generation(in: file)
        // The record of then, which the host may have kept, and every record that is there now.
        #expect(generation.unwrap(erased) == nil)
        var found: Set<AssetID> = []
        for start in file.indices where file.count - start >= KeyRecord.byteCount {
            guard let record = try? KeyRecord(wireBytes: Array(file[start..<start + KeyRecord.byteCount])) else { continue }
            if case .key = generation.unwrap(record) { found.insert(record.asset) }
        }
        #expect(found == Set([0, 1, 3, 4, 5, 6, 7].map(Self.asset)))
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.folder) == ["assets.keys"])
        let again = try place.open()
        #expect(again.key(of: Self.asset(2)) == nil && Self.bytes(of: again.key(of: Self.asset(3))) == Self.bytes(of: keys[3]))
    }

    @Test func `[45] A deletion that a crash cut short is finished if the ledger has it, and only then`() throws {
        let place = try Place()
        let store = try place.open()
        try store.add(DataKey(), of: Self.asset(1))
        try store.add(DataKey(), of: Self.asset(2))
        try store.willErase(Self.asset(1))
        let cut = try place.bytes
        // The ledger did not come to it.
        #expect(try place.open().key(of: Self.asset(1)) != nil)
        try place.write(cut)
        // An older ledger knows neither: what is not being deleted stays.
        let older = try place.open(knowing: [])
        #expect(older.key(of: Self.asset(1)) == nil && older.key(of: Self.asset(2)) != nil)
        #expect(try place.open().key(of: Self.asset(1)) == nil)
    }

    @Test func `[46] A store that was altered at any byte, moved to another ledger or open to others is refused`() throws {
        let place = try Place()
        let store = try place.open()
        try store.add(DataKey(), of: Self.asset(1))
        try store.add(DataKey(), of: Self.asset(2))
        let good = try place.bytes
        for index in good.indices {
            var bad = good
            bad[index] ^= 1
            try place.write(bad)
            #expect(throws: NodeError.self, "byte \(index)") { try place.open() }
            #expect(try place.bytes == bad)
        }
        try place.write(good)
        #expect(throws: NodeError.self) { try place.open(origin: "ledger.test/another") }
        // Swapped with the place of another asset, and repeated.
        let records = Array(good.suffix(2 * KeyRecord.byteCount))
        var swapped = records
        for index in 1...16 { swapped.swapAt(index, KeyRecord.byteCount + index) }
        try place.write(good.dropLast(records.count) + swapped)
        #expect(throws: NodeError.self) { try place.open() }
        try place.write(good + records.prefix(KeyRecord.byteCount))
        #expect(throws: NodeError.self) { try place.open() }
        try place.write(good)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: place.path)
        #expect(throws: NodeError.self) { try place.open() }
    }

    @Test func `[103] A record that was cut short was never acknowledged; those before it are there`() throws {
        let place = try Place()
        let store = try place.open()
        try store.add(DataKey(), of: Self.asset(1))
        let first = try place.bytes
        try store.add(DataKey(), of: Self.asset(2))
        let second = try place.bytes
        for length in first.count..<second.count {
            try place.write(Array(second.prefix(length)))
            let opened = try place.open()
            #expect(opened.key(of: Self.asset(1)) != nil && opened.key(of: Self.asset(2)) == nil, "\(length) bytes")
        }
        // The header is never cut: it is written before the file has its name.
        for length in 0..<(first.count - KeyRecord.byteCount) {
            try place.write(Array(second.prefix(length)))
            #expect(throws: NodeError.self, "\(length) bytes") { try place.open() }
        }
    }

    @Test func `[129] Two copies of a process wrap a key alike or under different keys, whatever their random numbers are`() throws {
        let generation = KeyGeneration(of: try LedgerOrigin(Inside.origin))
        let (one, two) = (DataKey(), DataKey())
        let repeated = try generation.wrap(.key(one), of: Self.asset(1))
        #expect(try generation.wrap(.key(one), of: Self.asset(1)) == repeated)
        for other in [try generation.wrap(.key(two), of: Self.asset(1)), try generation.wrap(.key(one), of: Self.asset(2))] {
            #expect(other.synthetic != repeated.synthetic && other.ciphertext != repeated.ciphertext && other.tag != repeated.tag)
        }
        let fresh = SymmetricKey(size: .bits256)
        let next = generation.next(fresh)
        #expect(try next.wrap(.key(one), of: Self.asset(1)).synthetic != repeated.synthetic)
        let later = try next.wrap(.key(one), of: Self.asset(1))
        #expect(next.unwrap(repeated) == nil && generation.unwrap(later) == nil)
    }

    @Test func `[104] After a failed write nothing more is written, and what is held is still used`() throws {
        let place = try Place()
        let store = try place.open()
        try store.add(DataKey(), of: Self.asset(1))
        try store.add(DataKey(), of: Self.asset(2))
        try FileManager.default.removeItem(atPath: place.folder)
        #expect(throws: NodeError.self) { try store.erase(Self.asset(1)) }
        try FileManager.default.createDirectory(atPath: place.folder, withIntermediateDirectories: true)
        #expect(throws: NodeError.self) { try store.add(DataKey(), of: Self.asset(3)) }
        #expect(store.key(of: Self.asset(1)) == nil && store.key(of: Self.asset(2)) != nil && store.key(of: Self.asset(3)) == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.folder) == [])
    }
}

@Suite struct IntakeKeyTests {
    private static func party(_ number: UInt64) -> PartyID { PartyID(storage: Octets16(high: 1, low: number)) }

    @Test func `[45] An owner's key ends with a deletion, and no other owner's does`() throws {
        let intake = IntakeKeys()
        let mine = try intake.offer(to: Self.party(1))
        let other = try intake.offer(to: Self.party(2))
        #expect(mine != other && intake.key(of: Self.party(3)) == nil)
        #expect(try intake.offer(to: Self.party(1)) == mine)
        intake.end(of: Self.party(1))
        #expect(intake.key(of: Self.party(1)) == nil && intake.key(of: Self.party(2))?.publicKey == other)
        #expect(try intake.offer(to: Self.party(1)) != mine)
    }
}
