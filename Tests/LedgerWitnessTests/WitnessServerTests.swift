import AsyncHTTPClient
import Crypto
import Foundation
import Logging
import NIOCore
import Testing
import Wire

@testable import Ledger
@testable import LedgerWitness

@Suite(.timeLimit(.minutes(2))) struct WitnessServerTests {
    private static let origin = "cloister.example/ledger/1"

    final class Folder: Sendable {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("cloister-witness-\(UUID().uuidString)").path
        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    /// A ledger of `size` entries, and its keys.
    struct Log {
        let keys: LedgerKeys
        var tree = MerkleTree()

        init(_ size: Int, keys: LedgerKeys? = nil) throws {
            self.keys = try keys ?? LedgerKeys(applicationSecret: [1])
            for index in 0..<size { tree.append(MerkleTree.leafHash([UInt8(index)])) }
        }

        func request(old: UInt64) throws -> [UInt8] {
            let origin = try LedgerOrigin(WitnessServerTests.origin)
            let head = try Checkpoint(origin: origin, size: tree.size, root: tree.root, keys: keys)
            return WitnessRequest(oldSize: old, proof: try tree.consistencyProof(from: old, to: tree.size).path, checkpoint: head.note)
                .bytes
        }
    }

    private func serving(
        _ folder: WitnessFolder, _ log: Log, key: CosignerSigningKey, _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        let origin = try LedgerOrigin(Self.origin)
        let witness = try Witness(
            key: key, logs: [WitnessedLog(origin: origin, keys: [log.keys.checkpointKey(origin: origin)])], store: folder, clock: { 1_000 })
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = WitnessServer(witness: witness, host: "127.0.0.1", port: 0, logger: logger) { continuation.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await server.runWithoutSignals() }
            group.addTask {
                for await port in ports { return try await body(port) }
            }
            // The body ends first, well or not; the server is canceled then.
            try await group.next()
            group.cancelAll()
        }
    }

    private func witness(_ folder: Folder) throws -> (WitnessFolder, CosignerSigningKey) {
        let key = try CosignerSigningKey(name: "witness.example/w1")
        let place = try WitnessFolder(path: folder.path)
        try place.save(WitnessState(key: key.verifier).wireBytes)
        return (place, key)
    }

    @Test func `[42] Over HTTP a witness cosigns, answers 409 with its size, and remembers over a restart`() async throws {
        let folder = Folder()
        var (place, key): (WitnessFolder?, CosignerSigningKey) = try witness(folder)
        let log = try Log(7)
        let verifier = key.verifier
        try await serving(#require(place), log, key: key) { port in
            let channel = try #require(HTTPWitness(url: "http://127.0.0.1:\(port)/", deadline: .seconds(30)))
            let request = try log.request(old: 0)
            let reply = try await channel.addCheckpoint(request)
            #expect(reply.status == 200)
            let note = try SignedNote(try WitnessRequest(request).checkpoint.bytes + reply.body)
            #expect(try verifier.cosignatureTime(of: note) == 1_000)
            let conflict = try await channel.addCheckpoint(request)
            #expect(conflict.status == 409 && conflict.type == "text/x.tlog.size" && conflict.conflictingSize == 7)
        }
        #expect(throws: LedgerError(.inUse, "")) { try WitnessFolder(path: folder.path) }
        place = nil
        let again = try WitnessFolder(path: folder.path)
        try await serving(again, log, key: key) { port in
            let channel = try #require(HTTPWitness(url: "http://127.0.0.1:\(port)", deadline: .seconds(30)))
            #expect(try await channel.addCheckpoint(try log.request(old: 3)).conflictingSize == 7)
        }
    }

    private static func status(_ port: Int, _ method: String, _ path: String, _ body: [UInt8]) async throws -> Int {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = .init(rawValue: method)
        request.body = .bytes(ByteBuffer(bytes: body))
        return Int(try await HTTPClient.shared.execute(request, timeout: .seconds(30)).status.code)
    }

    @Test func `[97][100] Other paths, other methods and bodies beyond the limit are refused`() async throws {
        let folder = Folder()
        let (place, key) = try witness(folder)
        let log = try Log(1)
        try await serving(place, log, key: key) { port in
            var statuses: [Int] = []
            statuses.append(try await Self.status(port, "POST", "/other", []))
            statuses.append(try await Self.status(port, "GET", "/add-checkpoint", []))
            statuses.append(try await Self.status(port, "POST", "/add-checkpoint", []))
            statuses.append(
                try await Self.status(port, "POST", "/add-checkpoint", [UInt8](repeating: 10, count: WitnessRequest.maximumBytes + 1)))
            statuses.append(try await Self.status(port, "POST", "/add-checkpoint", try log.request(old: 0)))
            #expect(statuses == [404, 405, 400, 400, 200] || statuses == [404, 404, 400, 400, 200])
        }
    }

    @Test func `[42] A server that answers too much, slowly or elsewhere is no witness, and soon given up`() async throws {
        let channel = try #require(HTTPWitness(url: "http://127.0.0.1:1", deadline: .milliseconds(300)))
        await #expect(throws: (any Error).self) { try await channel.addCheckpoint([1]) }
    }

    @Test(arguments: ["", "ftp://a", "http://", "https:///x", "http://a?b", "http://a#b", "http://u@a", "http://a b", "a.example"])
    func `A text that is no URL prefix is refused`(text: String) {
        #expect(HTTPWitness(url: text, deadline: .seconds(1)) == nil)
    }

    @Test func `[105][119] A state that others can read, or that is a link, is refused; a replaced one is whole`() throws {
        let folder = Folder()
        let (place, _) = try witness(folder)
        let state = folder.path + "/state"
        #expect(try FileManager.default.attributesOfItem(atPath: state)[.posixPermissions] as? Int == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: state)
        #expect(throws: LedgerError(.insecureFile, "")) { try place.load() }
        try place.save([1, 2, 3])
        #expect(try place.load() == [1, 2, 3])
        try FileManager.default.moveItem(atPath: state, toPath: state + ".elsewhere")
        try FileManager.default.createSymbolicLink(atPath: state, withDestinationPath: state + ".elsewhere")
        #expect(throws: LedgerError(.storeFailed, "")) { try place.load() }
        try FileManager.default.removeItem(atPath: state)
        #expect(try place.load() == nil)
    }
}
