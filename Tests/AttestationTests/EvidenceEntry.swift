import Foundation
import Testing

@testable import Attestation

/// Evidence of real machines with its index, kept beside the repository.
struct EvidenceEntry: Decodable {
    struct Expected: Decodable { let status: String? }
    let kind: String
    let tee: String?
    let file: String
    let format: String?
    let as_of: String?
    let expected: Expected?
    let debug: Bool?
    let derived_from: String?

    /// `shared/vectors/evidence` beside the repository, found from here upwards: mutants are tested in a copy deeper down.
    static let folder: URL = {
        var place = URL(fileURLWithPath: #filePath)
        while place.path != "/" {
            place.deleteLastPathComponent()
            let folder = place.appendingPathComponent("shared/vectors/evidence")
            if FileManager.default.fileExists(atPath: folder.path) { return folder }
        }
        return place
    }()

    private struct Index: Decodable { let entries: [EvidenceEntry] }

    /// The entries of one kind and platform; the test is skipped, and says so, where the evidence is absent.
    static func entries(_ kind: String, _ tee: String) throws -> [EvidenceEntry] {
        guard let index = try? Data(contentsOf: folder.appendingPathComponent("INDEX.json")) else {
            try Test.cancel("There is no evidence of real machines in ../shared/vectors/evidence.")
        }
        return try JSONDecoder().decode(Index.self, from: index).entries.filter { $0.kind == kind && $0.tee == tee }
    }

    /// A file's bytes; the test is skipped where it is absent.
    static func bytes(_ file: String) throws -> [UInt8] {
        guard let data = try? Data(contentsOf: folder.appendingPathComponent(file)) else {
            try Test.cancel("There is no \(file) in ../shared/vectors/evidence.")
        }
        return Array(data)
    }

    /// The entry's own bytes.
    var bytes: [UInt8] { get throws { try Self.bytes(file) } }

    /// The time at which the entry is to be judged, in seconds since 1970.
    var time: UInt64? {
        guard let as_of, let date = try? Date(String(as_of.prefix(19)) + "Z", strategy: .iso8601) else { return nil }
        return UInt64(date.timeIntervalSince1970)
    }

    /// A certificate in PEM or DER.
    static func certificate(_ file: String) throws -> [UInt8] {
        let bytes = try bytes(file)
        guard bytes.first == UInt8(ascii: "-") else { return bytes }
        return try #require(PEM.certificates(in: bytes, atMost: 8).first)
    }
}

/// The code of the refusal that is thrown; nil if nothing is.
func refusal<Value>(_ body: () throws -> Value) throws -> EvidenceRefusal? {
    do { _ = try body() } catch let error as AttestationError { return error.refusal }
    return nil
}
