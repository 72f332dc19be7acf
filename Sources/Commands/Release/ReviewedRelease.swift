import Attestation
import Wire

/// A draft or a note, compared with what is known.
struct ReviewedRelease {
    let draft: ReleaseDraft
    /// The sets whose thresholds must sign.
    let sets: [AuditorSet]
    /// Why it must not be signed; nil if it follows.
    let problem: String?
    let report: ReleaseReport

    init(_ draft: ReleaseDraft, _ context: ReleaseContext) throws {
        self.draft = draft
        switch draft.step.content {
        case .manifest(let manifest):
            sets = [context.set]
            problem = context.problem(of: manifest)
            report = try ReleaseReport(manifest, note: draft.note, context, problem: problem)
        case .change(let change):
            sets = [context.verifier.auditors, change.next]
            problem = Self.problem(of: change, context)
            report = try ReleaseReport(change, note: draft.note, context, problem: problem)
        }
    }

    /// Refuses what must not be signed.
    func check() throws(CommandFailure) {
        guard let problem else { return }
        throw CommandFailure(.appraisalRefused, reason: "UNCHAINED", message: "\(draft.path) must not be signed: \(problem)")
    }

    private static func problem(of change: AuditorSetChange, _ context: ReleaseContext) -> String? {
        let set = context.verifier.auditors
        do throws(ReleaseRefusal) {
            let last = context.verifier.newest?.manifest
            guard try AuditorSetChange(from: set, last: last, to: change.next) == change else {
                return "it does not name the last manifest of set \(set.version)"
            }
            return nil
        } catch {
            return error.message
        }
    }
}
