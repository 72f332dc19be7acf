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

    /// A refusal of ours, with this code and words in its sentence, of what dcap-qvl accepts.
    private static func stricter(_ name: String, _ code: String, _ words: String, part: String? = nil) -> Difference {
        Difference(name: name) { pair in
            pair.theirs.status != nil && pair.ours.refused?.code == code && pair.ours.refused?.sentence.contains(words) == true
                && (part == nil || pair.sample.edits.map(\.part) == [part])
        }
    }

    /// Every kind, in the document's order; the first match counts.
    static let all: [Difference] = [
        policy("Debugging is refused by dcap-qvl before a status", "Debug mode is enabled"),
        policy("SEPT_VE_DISABLE is demanded by dcap-qvl before a status", "SEPT_VE_DISABLE is not enabled"),
        policy("A service domain is refused by dcap-qvl before a status", "Invalid MR service TD"),
        policy("TCB info of version 2 is not read by dcap-qvl", "Failed to decode TcbInfo"),
        Difference(name: "The last second of a revocation list") { pair in
            // Its words end with the list's own limit: CrlExpired { time: UnixTime(t), next_update: UnixTime(n) }.
            pair.ours.status != nil
                && pair.theirs.refused?.contains("CrlExpired { time: UnixTime(\(pair.sample.at)), next_update: UnixTime(\(pair.sample.at))")
                    == true
        },
        stricter("A revocation list from the future is taken by dcap-qvl", "revocation_list_expired", "is not of the time"),
        stricter(
            "The chain of a revocation list's issuer is not read by dcap-qvl", "endorsement_malformed", "PEM text",
            part: "pck_crl_issuer_chain"),
        stricter("Text around certificates is passed over by dcap-qvl", "endorsement_malformed", "PEM text", part: "signing_chain"),
        stricter("Bytes behind a quote", "malformed", "bytes follow the value", part: "quote"),
        stricter("The root inside a quote is not looked at by dcap-qvl", "chain_invalid", "the root in the quote", part: "quote"),
        stricter("A root inside a quote that is no certificate", "endorsement_malformed", "a certificate is not X.509", part: "quote"),
    ]
}
