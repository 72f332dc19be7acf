import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@testable import SealedData

/// Bytes that differ from segment to segment.
func pattern(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
        for index in 0..<count { bytes[index] = UInt8(truncatingIfNeeded: index % 251) }
        initialized = count
    }
}

/// Plaintext lengths around everything that could go wrong at a segment's edge.
let edgeLengths = [
    0, 1, 2, 15, 16, 17, 1_000, 1_048_519, 1_048_520, 1_048_521, 1_048_559, 1_048_560, 1_048_561, 1_048_576, 2_097_079, 2_097_080,
    2_097_081, 3_145_640, 3_145_641,
]

/// The error that `body` throws, if it is one of ours.
func refusal(_ body: () throws -> Void) -> SealedDataError? {
    do {
        try body()
        return nil
    } catch {
        return error as? SealedDataError
    }
}

/// The error that `body` throws, if it is one of ours.
func refusal(_ body: () async throws -> Void) async -> SealedDataError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? SealedDataError
    }
}

/// A folder that is removed when the test is done.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/cloister-sealed-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String, _ content: [UInt8]? = nil) throws -> String {
        let file = path + "/" + name
        if let content { try Data(content).write(to: URL(fileURLWithPath: file)) }
        return file
    }

    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }
}

func content(of path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }
