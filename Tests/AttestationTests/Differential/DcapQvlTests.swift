import Foundation
import Testing

/// Our verdicts on SGX and TDX quotes beside those of PyPI's dcap-qvl (Rust), and every disagreement beside docs/attestation-differences.md.
@Suite struct DcapQvlTests {
    private static let mutations = 3000

    private static let document = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "../../../docs/attestation-differences.md")

    /// The cases, and for each its parts with all edits done.
    private struct Subject {
        let sample: QuoteCase
        let parts: QuoteParts
    }

    /// Compares all, and gives how often each explained kind of difference occurred.
    private func compare(_ subjects: [Subject], _ title: String) throws -> [String: Int] {
        guard let theirs = try DcapQvl.verdicts(on: subjects.map(\.sample)) else { return [:] }
        var (counts, accepted, unexplained): ([String: Int], Int, Int) = ([:], 0, 0)
        for (subject, theirs) in zip(subjects, theirs) {
            let ours = OurVerdict(on: subject.parts, at: subject.sample.at)
            if ours.agrees(with: theirs) {
                accepted += ours.status == nil ? 0 : 1
                continue
            }
            let pair = Difference.Pair(sample: subject.sample, ours: ours, theirs: theirs)
            if let kind = Difference.all.first(where: { $0.matches(pair) }) {
                counts[kind.name, default: 0] += 1
            } else {
                unexplained += 1
                if unexplained <= 40 { Issue.record("\(subject.sample): ours \(ours), dcap-qvl \(theirs)") }
            }
        }
        let different = counts.values.reduce(unexplained, +)
        print(
            "dcap-qvl, \(title): \(subjects.count) cases, \(subjects.count - different) the same (\(accepted) with a status), \(different) explained"
        )
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) { print("dcap-qvl, \(title): \(count) × \(name)") }
        #expect(unexplained == 0)
        return counts
    }

    private func subjects(_ cases: [QuoteCase]) throws -> [Subject] {
        try cases.map { Subject(sample: $0, parts: try QuoteParts(of: $0).edited($0.edits)) }
    }

    private func mutants(_ count: Int) throws -> [Subject] {
        var random = Randomness(seed: 4)
        let bases = try subjects(QuoteCase.sets("sets"))
        return (0..<count).map { index in
            let base = bases[index % bases.count]
            let sample = base.sample.mutated(base.parts, by: &random)
            return Subject(sample: sample, parts: base.parts.edited(sample.edits))
        }
    }

    @Test(.enabled(if: SharedEvidence.isThere, SharedEvidence.absence))
    func `Quotes and collateral of real machines get dcap-qvl's verdict, or an explained other one, and no explanation is idle`() throws {
        var counts = try compare(subjects(QuoteCase.vectors()), "vectors")
        guard !counts.isEmpty else { return }
        counts.merge(try compare(mutants(Self.mutations), "mutated"), uniquingKeysWith: +)
        for kind in Difference.all { #expect(counts[kind.name] != nil, "no case shows: \(kind.name)") }
    }

    @Test func `Every kind of difference is explained, and nothing else is`() throws {
        let text = try String(contentsOf: Self.document, encoding: .utf8)
        let headings = text.split(separator: "\n").filter { $0.hasPrefix("## ") }.map { String($0.dropFirst(3)) }
        #expect(headings == Difference.all.map(\.name))
    }
}
