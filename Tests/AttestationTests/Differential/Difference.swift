/// A kind of disagreement that docs/attestation-differences.md explains, under its name as a heading.
struct Difference: Sendable {
    /// Both verdicts on one case.
    struct Pair {
        let sample: QuoteCase
        let ours: OurVerdict
        let theirs: DcapQvl.Verdict
    }

    let name: String
    let matches: @Sendable (Pair) -> Bool

    /// A refusal of theirs, by its words, of what is genuine and what our policies judge.
    private static func policy(_ name: String, _ words: String) -> Difference {
        Difference(name: name) { $0.ours.status != nil && $0.theirs.refused?.contains(words) == true }
    }

    /// Every kind, the first match counts.
    static let all: [Difference] = [
        policy("Debugging is refused by dcap-qvl before a status", "Debug mode is enabled"),
        policy("SEPT_VE_DISABLE is demanded by dcap-qvl before a status", "SEPT_VE_DISABLE is not enabled"),
        policy("A service domain is refused by dcap-qvl before a status", "Invalid MR service TD"),
        policy("TCB info of version 2 is not read by dcap-qvl", "Failed to decode TcbInfo"),
    ]
}
