import Foundation
import Testing
import Wire

@testable import Ledger
@testable import LedgerWitness

/// A witness remembers before it answers: whatever ends it, what it cosigned is on the disk.
@Suite(.timeLimit(.minutes(3))) struct WitnessCrashTests {
    static let name = "witness.example/w1"
    static let seed = [UInt8](repeating: 0x55, count: 32)
    static let heads = 6

    /// The ledger, with keys that are the same in every process.
    static func log(_ size: Int) throws -> WitnessServerTests.Log {
        var writer = ByteWriter()
        writer.string("cloister/ledger-keys/v1")
        writer.string("cloister.example/ledger/1")
        writer.fixed([UInt8](repeating: 0x11, count: 32))
        writer.fixed([UInt8](repeating: 0x22, count: 32))
        writer.variable([1])
        return try WitnessServerTests.Log(size, keys: LedgerKeys(encoded: writer.bytes, origin: LedgerOrigin("cloister.example/ledger/1")))
    }

    static func key() throws -> CosignerSigningKey { try CosignerSigningKey(name: name, rawRepresentation: seed) }

    /// Makes a witness's folder with an empty memory.
    static func prepare(_ path: String) throws {
        try WitnessFolder(path: path).save(WitnessState(key: try key().verifier).wireBytes)
    }

    static func witness(_ path: String, _ calls: FileCalls = .system) throws -> Witness {
        let origin = try LedgerOrigin("cloister.example/ledger/1")
        let known = try WitnessedLog(origin: origin, keys: [log(0).keys.checkpointKey(origin: origin)])
        return try Witness(key: key(), logs: [known], store: WitnessFolder(path: path, calls: calls), clock: { 1_000 })
    }

    /// Shows a witness heads of 1, 2, … entries; how many it cosigned before it refused one.
    @discardableResult
    static func cosign(_ witness: Witness, _ files: RecordedFiles) throws -> Int {
        for size in 1...heads {
            guard witness.answer(try log(size).request(old: UInt64(size - 1))).status == 200 else { return size - 1 }
            files.answer(size)
        }
        return heads
    }

    static func size(in state: [UInt8]) throws -> UInt64 {
        try WitnessState(wireBytes: state).heads["cloister.example/ledger/1"]?.size ?? 0
    }

    @Test(arguments: [RecordedFiles.Fault.error, .full])
    func `[103][104] Whichever call fails, what was cosigned is remembered, and nothing is cosigned after it`(
        _ fault: RecordedFiles.Fault
    ) async throws {
        let whole = WitnessServerTests.Folder()
        try Self.prepare(whole.path)
        let recorded = RecordedFiles()
        #expect(try Self.cosign(Self.witness(whole.path, recorded.fileCalls), recorded) == Self.heads)
        // Create, write, sync, rename and the folder's sync for each head.
        #expect(recorded.calls == 5 * Self.heads)

        for at in 0..<recorded.calls {
            let folder = WitnessServerTests.Folder()
            try Self.prepare(folder.path)
            let files = RecordedFiles(at: at, fault)
            do {
                let witness = try Self.witness(folder.path, files.fileCalls)
                let cosigned = try Self.cosign(witness, files)
                #expect(files.hasFailed && cosigned == at / 5, "\(fault) at \(at)")
                // Not even what it would have cosigned: what the disk holds is unknown.
                let again = try Self.log(cosigned + 1).request(old: UInt64(cosigned))
                #expect(witness.answer(again).status == 500, "\(fault) at \(at)")
            }
            let restarted = try Self.witness(folder.path)
            let remembered = restarted.state.heads["cloister.example/ledger/1"]?.size ?? 0
            #expect(remembered == UInt64(at / 5) || remembered == UInt64(at / 5 + 1), "\(fault) at \(at): \(remembered)")
            let next = try Self.log(Int(remembered) + 1).request(old: remembered)
            #expect(restarted.answer(next).status == 200)
            // It never goes back.
            if at / 5 > 0 { #expect(restarted.answer(try Self.log(at / 5).request(old: UInt64(at / 5 - 1))).status == 409) }
            await Task.yield()
        }
    }

    @Test func `[103][105] Without power at any point, whatever of the unsynced is lost, a witness knows all that it cosigned`()
        async throws
    {
        let folder = WitnessServerTests.Folder()
        try Self.prepare(folder.path)
        let files = RecordedFiles()
        try Self.cosign(Self.witness(folder.path, files.fileCalls), files)
        let operations = files.operations
        var cuts = 0
        for end in 0...operations.count {
            let answered = UInt64(RecordedFiles.answered(operations[..<end]))
            for state in RecordedFiles.survivors(operations[..<end]) {
                let size = try state.map(Self.size) ?? 0
                #expect(size == answered || size == answered + 1, "after operation \(end)")
                cuts += 1
            }
        }
        #expect(cuts > operations.count)
    }

    @Test(arguments: [0, 1, 2, 3, 4, 7, 13, 21, 24, 29])
    func `[103] A witness that is killed at a call for real remembers all that it cosigned`(_ at: Int) async throws {
        let folder = WitnessServerTests.Folder()
        let path = folder.path
        try Self.prepare(path)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, at = at as Int] in
            let files = RecordedFiles(at: at, .kill)
            try WitnessCrashTests.cosign(try WitnessCrashTests.witness(path, files.fileCalls), files)
        }
        let restarted = try Self.witness(path)
        // Killed before the folder's sync, it had given the new state its name already.
        let remembered = at / 5 + (at % 5 == 4 ? 1 : 0)
        #expect(restarted.state.heads["cloister.example/ledger/1"]?.size ?? 0 == UInt64(remembered))
        let next = try Self.log(remembered + 1).request(old: UInt64(remembered))
        #expect(restarted.answer(next).status == 200)
    }
}
