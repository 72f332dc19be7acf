import Attestation
import Foundation
import Testing

@testable import Commands

/// Evidence of real machines, which is kept beside the repository, and what independent verifiers said of it.
struct SharedVectors {
    typealias Object = [String: Any]

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "../../../../shared/vectors/evidence"
    ).standardizedFileURL

    static func path(_ file: String) -> String { folder.appendingPathComponent(file).path }

    /// The entries of the index; the test is skipped, and says so, where the vectors are absent.
    static func entries() throws -> [Object] {
        guard let index = try? Data(contentsOf: folder.appendingPathComponent("INDEX.json")) else {
            try Test.cancel("There is no evidence of real machines in ../shared/vectors/evidence.")
        }
        let root = try #require(try JSONSerialization.jsonObject(with: index) as? Object)
        return try #require(root["entries"] as? [Object])
    }

    static func object(_ file: String) throws -> Object {
        let data = try Data(contentsOf: folder.appendingPathComponent(file))
        return try #require(try JSONSerialization.jsonObject(with: data) as? Object)
    }
}

/// What the command line prints with `--json`, as another program reads it.
struct PrintedVerdict {
    let format: String
    let result: String
    let status: String
    let advisories: [String]
    let debug: Bool?
    let claims: [String: Any]
    let codes: [String]

    /// Runs the command's own code over files.
    init(_ file: String, endorsements: [String], at moment: String, nonce: [UInt8]? = nil, policy: EvidencePolicy = .careful) throws {
        let examination = try EvidenceFile(SharedVectors.path(file), endorsements: endorsements.map(SharedVectors.path)).examine(
            policy: policy, nonce: nonce, at: try Arguments.moment(moment))
        let text = try JSONText.of(EvidenceVerifyReport(examination))
        let root = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(Set(root.keys) == ["format", "result", "status", "advisories", "debug", "claims", "reasons"])
        format = try #require(root["format"] as? String)
        result = try #require(root["result"] as? String)
        status = try #require(root["status"] as? String)
        advisories = try #require(root["advisories"] as? [String])
        debug = root["debug"] as? Bool
        claims = try #require(root["claims"] as? [String: Any])
        let reasons = try #require(root["reasons"] as? [[String: Any]])
        codes = reasons.compactMap { $0["code"] as? String }
        #expect(codes.count == reasons.count && (result == "verified") == reasons.isEmpty)
    }

    var isAuthentic: Bool { !["Invalid", "NoMatch", "Unsupported"].contains(status) }
}
