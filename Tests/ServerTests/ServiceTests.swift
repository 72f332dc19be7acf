import ControlPlane
import Execution
import Foundation
import SealedData
import Testing

@testable import Server

@Suite struct ServiceTests {
    @Test func `A function of a runtime that nothing here runs is refused before anybody agrees on it`() throws {
        for runtime in Runtime.allCases {
            guard Executor.runtimes.contains(runtime) else {
                let refusal = #expect(throws: ServiceRefusal.self) { try FunctionAPI.requireEngine(for: runtime) }
                #expect(refusal?.reason == "RUNTIME_UNSUPPORTED" && refusal?.message.contains("\(runtime)") == true)
                continue
            }
            try FunctionAPI.requireEngine(for: runtime)
        }
    }

    /// A blob that was altered in its last byte: whoever reads it whole before sending gives nothing at all.
    @Test func `[105] A long output is sent piece by piece, and its last piece only if it is the committed one`() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/blobs-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let blobs = try BlobDirectory(path: path)
        let content = (0..<(5 * RunAPI.chunkBytes + 7)).map { UInt8(truncatingIfNeeded: $0 / 4096) }
        let digest = try blobs.write(content)
        var sent: [[UInt8]] = []
        try await RunAPI.send(try blobs.reader(of: digest)) { sent.append($0) }
        #expect(sent.map(\.count) == Array(repeating: RunAPI.chunkBytes, count: 5) + [7])
        #expect(sent.flatMap { $0 } == content)

        let file = try FileHandle(forUpdating: URL(fileURLWithPath: blobs.path(of: digest)))
        try file.seek(toOffset: UInt64(content.count - 1))
        try file.write(contentsOf: Data([content.last.map { ~$0 } ?? 0]))
        try file.close()
        sent = []
        let reader = try blobs.reader(of: digest)
        await #expect(throws: SealedDataError.digestMismatch) { try await RunAPI.send(reader) { sent.append($0) } }
        #expect(sent.map(\.count) == Array(repeating: RunAPI.chunkBytes, count: 5))
    }
}
