import Crypto
import Foundation
import Testing

@testable import Ledger

@Suite struct KeyFileTests {
    @Test func `[119] Keys come back from their file, which nobody else can read`() throws {
        let folder = try TemporaryFolder()
        let file = LedgerKeyFile(path: "\(folder.path)/ledger.keys", sealer: TestSealer())
        #expect(!file.exists)
        let seed = (0..<32).map { UInt8($0) }
        let keys = try LedgerKeys(applicationSecret: seed)
        try file.create(keys, origin: Fixed.origin())
        #expect(file.exists)
        let loaded = try file.load(origin: Fixed.origin())
        #expect(loaded.encoded(origin: try Fixed.origin()) == keys.encoded(origin: try Fixed.origin()))
        #expect(loaded.withApplicationSecret { Array($0) } == seed)
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/ledger.keys")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        // Nothing temporary stays.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["ledger.keys"])
    }

    @Test func `A key file is never replaced`() throws {
        let folder = try TemporaryFolder()
        let file = LedgerKeyFile(path: "\(folder.path)/ledger.keys", sealer: TestSealer())
        try file.create(LedgerKeys(applicationSecret: [1]), origin: Fixed.origin())
        let before = try folder.bytes("ledger.keys")
        #expect(throws: LedgerError.of(.alreadyExists)) { try file.create(LedgerKeys(applicationSecret: [2]), origin: Fixed.origin()) }
        #expect(try folder.bytes("ledger.keys") == before)
    }

    @Test func `[46] Keys sealed elsewhere, for another ledger, altered or cut are refused`() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/ledger.keys"
        let file = LedgerKeyFile(path: path, sealer: TestSealer())
        #expect(throws: LedgerError.of(.invalidKeyFile)) { try file.load(origin: Fixed.origin()) }
        try file.create(LedgerKeys(applicationSecret: [1]), origin: Fixed.origin())
        #expect(throws: LedgerError.of(.invalidKeyFile)) {
            try LedgerKeyFile(path: path, sealer: TestSealer(8)).load(origin: Fixed.origin())
        }
        #expect(throws: LedgerError.of(.wrongOrigin)) { try file.load(origin: Fixed.origin("cloister.example/ledger/2")) }
        let good = try folder.bytes("ledger.keys")
        for index in good.indices {
            var bytes = good
            bytes[index] ^= 1
            try folder.write(bytes, "ledger.keys")
            #expect(throws: LedgerError.of(.invalidKeyFile)) { try file.load(origin: Fixed.origin()) }
        }
        for bytes in [[], Array(good.dropLast()), good + [0], [UInt8](repeating: 0, count: LedgerKeyFile.maximumBytes + 1)] {
            try folder.write(bytes, "ledger.keys")
            #expect(throws: LedgerError.of(.invalidKeyFile)) { try file.load(origin: Fixed.origin()) }
        }
    }

    @Test func `[119] A key file that others can read, and a link, are refused`() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/ledger.keys"
        let file = LedgerKeyFile(path: path, sealer: TestSealer())
        try file.create(LedgerKeys(applicationSecret: [1]), origin: Fixed.origin())
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        #expect(throws: LedgerError.of(.insecureFile)) { try file.load(origin: Fixed.origin()) }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/link", withDestinationPath: path)
        #expect(throws: LedgerError.of(.invalidKeyFile)) {
            try LedgerKeyFile(path: "\(folder.path)/link", sealer: TestSealer()).load(origin: Fixed.origin())
        }
    }

    @Test func `Every truncation of the keys' encoding is refused`() throws {
        let encoded = try LedgerKeys(applicationSecret: [1, 2, 3]).encoded(origin: Fixed.origin())
        for length in 0..<encoded.count {
            #expect(throws: LedgerError.self) { try LedgerKeys(encoded: Array(encoded.prefix(length)), origin: Fixed.origin()) }
        }
        #expect(throws: LedgerError.of(.invalidKeyFile)) { try LedgerKeys(encoded: encoded + [0], origin: Fixed.origin()) }
        #expect(throws: LedgerError.of(.invalidKeyFile)) { try LedgerKeys(applicationSecret: []) }
        #expect(throws: LedgerError.of(.invalidKeyFile)) { try LedgerKeys(applicationSecret: [UInt8](repeating: 1, count: 4097)) }
    }

    @Test func `[118] Keys print nothing secret`() throws {
        let keys = try Fixed.keys()
        var dumped = ""
        dump(keys, to: &dumped)
        for text in ["\(keys)", String(reflecting: keys), dumped] {
            #expect(!text.contains("17") && !text.contains("34") && !text.contains("51") && !text.lowercased().contains("seed"))
        }
    }
}

/// SHA-256, for tests.
func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
