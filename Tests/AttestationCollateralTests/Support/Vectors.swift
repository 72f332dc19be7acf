import Foundation
import Testing

@testable import Attestation

/// Evidence of real machines and what their vendors published, kept beside the repository.
enum Vectors {
    /// Found from here upwards: mutants are tested in a copy deeper down.
    private static let folder: URL = {
        var place = URL(fileURLWithPath: #filePath)
        while place.path != "/" {
            place.deleteLastPathComponent()
            let folder = place.appendingPathComponent("shared/vectors/evidence")
            if FileManager.default.fileExists(atPath: folder.path) { return folder }
        }
        return place
    }()

    /// A file's bytes; the test is skipped, and says so, where it is absent.
    static func bytes(_ file: String) throws -> [UInt8] {
        guard let data = try? Data(contentsOf: folder.appendingPathComponent(file)) else {
            try Test.cancel("There is no \(file) in ../shared/vectors/evidence.")
        }
        return Array(data)
    }

    /// The files of a folder whose names begin so.
    static func files(_ path: String, _ prefix: String) throws -> [[UInt8]] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(path).path)) ?? []
        return try names.filter { $0.hasPrefix(prefix) }.sorted().map { try bytes("\(path)/\($0)") }
    }

    /// A quote of Intel's with what was published about it at one moment.
    struct IntelSet: Decodable {
        struct Collateral: Decodable {
            let root_ca_crl, pck_crl, tcb_info_issuer_chain, tcb_info, tcb_info_signature: String
            let qe_identity_issuer_chain, qe_identity, qe_identity_signature: String
        }
        let quote: String
        let as_of_unix: UInt64
        let collateral: Collateral
    }

    static func set(_ name: String) throws -> IntelSet {
        try JSONDecoder().decode(IntelSet.self, from: Data(try bytes("sets/\(name).json")))
    }
}
