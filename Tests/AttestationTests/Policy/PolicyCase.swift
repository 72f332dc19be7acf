import Testing

@testable import Attestation

/// One platform's entry of a policy file, a report, and all that the one finds to be wrong with the other.
struct PolicyCase: Sendable, CustomTestStringConvertible {
    let platform: Platform
    let entry: String
    let report: @Sendable () throws -> AuthenticReport
    /// `CODE: found …, wanted …` of each failure, in order.
    let failures: [String]

    init(
        _ platform: Platform, _ entry: String, _ report: @autoclosure @escaping @Sendable () throws -> AuthenticReport,
        _ failures: String...
    ) {
        self.platform = platform
        self.entry = entry
        self.report = report
        self.failures = failures
    }

    var testDescription: String { "\(platform) \(entry) \(failures.isEmpty ? "met" : failures.joined(separator: "; "))" }

    func check(at time: UInt64 = 100) throws {
        let policy = try EvidencePolicy(json: Array("{\"version\": 1, \"platforms\": {\"\(platform)\": {\(entry)}}}".utf8))
        let report = try report()
        let requirements = policy.requirements(for: platform)
        #expect(requirements.flatMap { $0.failures(in: report, at: time) }.map(\.description) == failures)
        // What is demanded is also told in words, each demand in its own.
        let summaries = requirements.map(\.summary)
        #expect(summaries.allSatisfy { !$0.isEmpty } && Set(summaries).count == summaries.count, "\(summaries)")
    }
}
