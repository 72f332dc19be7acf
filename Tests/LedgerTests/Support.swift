import Crypto
import Foundation
import LedgerSQLite
import Synchronization
import Testing
import Wire

@testable import Ledger

/// Names and keys that are the same in every run.
enum Fixed {
    static func origin(_ name: String = "cloister.example/ledger/1") throws -> LedgerOrigin { try LedgerOrigin(name) }

    static func keys(_ secret: UInt8 = 0x11) throws -> LedgerKeys {
        var writer = ByteWriter()
        writer.string("cloister/ledger-keys/v1")
        writer.string(try origin().name)
        writer.fixed([UInt8](repeating: secret, count: 32))
        writer.fixed([UInt8](repeating: 0x22, count: 32))
        writer.variable([UInt8](repeating: 0x33, count: 32))
        return try LedgerKeys(encoded: writer.bytes, origin: origin())
    }

    static func event(_ text: String) -> LedgerRecord {
        LedgerRecord(fields: [.init("kind", Array("test".utf8)), .init("event", Array(text.utf8))])
    }
}

/// A folder that goes with its owner.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("cloister-ledger-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var database: String { "\(path)/ledger.sqlite" }

    func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))) }

    func write(_ bytes: [UInt8], _ name: String) throws {
        let file = "\(path)/\(name)"
        try? FileManager.default.removeItem(atPath: file)
        #expect(FileManager.default.createFile(atPath: file, contents: Data(bytes), attributes: [.posixPermissions: 0o600]))
    }
}

/// The sealing key of a platform, for tests.
struct TestSealer: KeySealer {
    let key: SymmetricKey

    init(_ byte: UInt8 = 7) { key = SymmetricKey(data: [UInt8](repeating: byte, count: 32)) }

    func seal(_ plaintext: [UInt8]) throws -> [UInt8] {
        let box = try AES.GCM.seal(plaintext, using: key)
        return Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
    }

    func unseal(_ sealed: [UInt8]) throws -> [UInt8] { Array(try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: key)) }
}

/// A store that does what its base does, unless it says otherwise.
protocol WrappingStore: LedgerStore {
    var base: MemoryLedgerStore { get }
}

extension WrappingStore {
    func head() async throws -> UInt64 { base.head() }
    func read(from first: UInt64, count: Int) async throws -> [SealedEntry] { base.read(from: first, count: count) }
    func append(_ entries: [SealedEntry], at position: UInt64) async throws { try base.append(entries, at: position) }
    func snapshots() async throws -> [UInt64] { base.snapshots() }
    func piece(_ name: StoredPiece.Name) async throws -> [UInt8]? { base.piece(name) }
    func keep(_ pieces: [StoredPiece]) async throws { base.keep(pieces) }
    func removeSnapshot(at size: UInt64) async throws { base.removeSnapshot(at: size) }
}

/// A store that fails one append, before or after writing it, takes its time, and records how entries were grouped.
final class FaultyStore: WrappingStore {
    struct Broken: Error {}
    let base = MemoryLedgerStore()
    private let state: Mutex<(left: Int, batches: [Int])>
    private let writesBeforeFailing: Bool
    private let delay: Duration

    init(failingAt append: Int, writesBeforeFailing: Bool, delay: Duration = .zero) {
        state = Mutex((append, []))
        self.delay = delay
        self.writesBeforeFailing = writesBeforeFailing
    }

    var contents: [SealedEntry] { base.contents }
    var batches: [Int] { state.withLock { $0.batches } }

    func append(_ entries: [SealedEntry], at position: UInt64) async throws {
        if delay > .zero { try await Task.sleep(for: delay) }
        let fails = state.withLock { state in
            state.left -= 1
            state.batches.append(entries.count)
            return state.left == -1
        }
        if !fails || writesBeforeFailing { try base.append(entries, at: position) }
        if fails { throw Broken() }
    }
}

extension Journal {
    /// Opens, collecting the replayed events as text.
    static func reopen(
        _ store: any LedgerStore, keys: LedgerKeys? = nil, remembered: Checkpoint? = nil
    ) async throws -> (journal: Journal, events: [String]) {
        var events: [String] = []
        let journal = try await open(store: store, keys: try keys ?? Fixed.keys(), origin: Fixed.origin(), remembered: remembered) {
            opened in
            events.append(String(decoding: opened.record["event"] ?? [], as: UTF8.self))
        }
        return (journal, events)
    }

    static func fresh(_ store: any LedgerStore) async throws -> Journal {
        try await create(store: store, keys: Fixed.keys(), origin: Fixed.origin())
    }
}

/// The error that `body` throws, if it is the ledger's.
func ledgerError(_ body: () async throws -> Void) async -> LedgerError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? LedgerError
    }
}

extension LedgerError {
    /// An error to compare with: only the code counts.
    static func of(_ code: Code) -> LedgerError { LedgerError(code, "") }
}
