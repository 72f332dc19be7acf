import Client
import ControlPlane
import Wire

/// Terms in words: who gives what, who receives what, how much, until when, and who has agreed.
enum TermsText {
    static func lines(_ record: AgreementRecord, missing: [String], directory: Directory) -> [String] {
        let terms = record.terms
        var lines = [row("agreement", "\(record.id), \(record.status)")]
        lines += functionLines(terms, directory)
        lines.append(row("ledger", terms.ledgerOrigin))
        lines += terms.inputs.map { input in
            switch input.binding {
            case .asset(let id): row("reads", "\(input.slot): the asset \(id), in every run")
            case .provided(let party): row("reads", "\(input.slot): whatever \(directory.party(party.description)) gives with each run")
            }
        }
        for output in terms.outputs {
            lines += output.recipients.map { recipient in
                let key = recipient.recipientKeyDigest.hex.prefix(16)
                return row("gives", "\(output.slot): to \(directory.party(recipient.party.description)) alone, sealed to its key \(key)…")
            }
        }
        lines += terms.parameters.map { row("with", "\($0.name) = \(oneLine($0.value))") }
        let limits = terms.limits
        lines.append(row("runs", "\(limits.runs) at most, of which \(record.runsCharged) are used"))
        lines.append(row("per run", "at most \(ByteCount(limits.inputBytes)) in and \(ByteCount(limits.outputBytes)) out"))
        lines.append(row("until", ISODate.text(limits.notAfter)))
        lines.append(row("jail", "profile \(terms.jailProfile); witnesses: \(terms.witnessPolicy)"))
        lines += record.signers.sorted().map { row("signed", directory.party($0)) }
        lines += missing.map { row("NOT SIGNED", directory.party($0)) }
        return lines
    }

    private static func functionLines(_ terms: AgreementTerms, _ directory: Directory) -> [String] {
        let digest = terms.function.description
        guard let function = directory.functions[digest] else { return [row("function", digest)] }
        return [
            row("function", "\(function.title) (\(function.runtime)) of \(directory.party(function.owner))"), row("", "digest \(digest)"),
        ]
    }

    private static func oneLine(_ text: String) -> String { Terminal.escaped(text).replacing("\n", with: "\\n") }

    private static func row(_ name: String, _ value: String) -> String {
        name + String(repeating: " ", count: max(1, 12 - name.count)) + value
    }
}
