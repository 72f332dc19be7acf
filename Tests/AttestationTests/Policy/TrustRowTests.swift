import Foundation
import Testing

@testable import Attestation

/// The trust rows of docs/spec/appraisal.md: each platform has its own, and says what the library does.
@Suite struct TrustRowTests {
    private static let platforms: [Platform] = [.softwareTEE] + EvidencePolicy.verifiedPlatforms

    /// The rows of the table whose head begins so: the cells of each.
    private func rows(_ head: String) throws -> [[String]] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../docs/spec/appraisal.md")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { try Test.cancel("There is no docs/spec/appraisal.md.") }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.hasPrefix(head) })
        return lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
            line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
        }
    }

    @Test func `[15] Every platform has a row with its number, vendor, memory and known attacks`() throws {
        let rows = try rows("| number | name | vendor |")
        #expect(rows.map { $0[1] } == Self.platforms.sorted { $0.rawValue < $1.rawValue }.map { "`\($0)`" })
        for row in rows {
            let platform = try #require(Platform(name: row[1].trimmingCharacters(in: ["`"])))
            #expect(row[0] == "\(platform.rawValue)" && row.count == 5 && row.allSatisfy { !$0.isEmpty })
            #expect(row[3].hasPrefix("yes") == platform.confidentialMemory && row[3].hasPrefix("**no**") == !platform.confidentialMemory)
        }
        // No number is taken beyond those.
        let next = try Platform(wireBytes: [0, UInt8(rows.count + 1)])
        #expect(next.description == "platform-\(rows.count + 1)")
    }

    @Test func `[15] Every platform has a row that says what hides its machines, and what stands for them`() throws {
        let rows = try rows("| platform | hardware id |")
        #expect(rows.map { $0[0] } == Self.platforms.sorted { $0.rawValue < $1.rawValue }.map { "`\($0)`" })
        for row in rows {
            let platform = try #require(Platform(name: row[0].trimmingCharacters(in: ["`"])))
            #expect(row.count == 4 && row.allSatisfy { !$0.isEmpty })
            let names = row[3].contains("hardwareSubstitutes") || row[3] == "as `sev-snp`"
            #expect(names == platform.mayHideHardwareID, "\(platform)")
            #expect((row[2] == "always") == platform.hidesHardwareID, "\(platform)")
        }
    }
}
