/// SEV-SNP: what is committed is nowhere above what runs, which no genuine firmware claims. Compared part by part, and by version.
struct CommittedIsNotAhead: EvidenceRequirement {
    var summary: String { "no committed version is above the one that runs" }

    func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        guard let guest = report.details.guest else {
            return [AppraisalFailure(.componentTooOld, found: "no component versions", wanted: "the versions of each component")]
        }
        var failures: [AppraisalFailure] = []
        if !guest.currentTCB.isAtLeast(guest.committedTCB) {
            failures.append(
                AppraisalFailure(.componentTooOld, found: "current \(guest.currentTCB)", wanted: "at least committed \(guest.committedTCB)")
            )
        }
        let (current, committed) = (guest.report.currentFirmware, guest.report.committedFirmware)
        if current < committed {
            failures.append(
                AppraisalFailure(.componentTooOld, found: "current firmware \(current)", wanted: "at least committed \(committed)"))
        }
        return failures
    }
}

/// SEV-SNP: no migration agent is bound, as REPORT_ID_MA tells, and none may be, as POLICY tells.
struct MigrationIsOff: EvidenceRequirement {
    var summary: String { "no migration agent can move the guest" }

    func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        let policy = TraitsAreAccepted(required: [], refused: [.policyMigration]).failures(in: report, at: time)
        guard report.details.guest?.report.hasMigrationAgent == true else { return policy }
        return policy + [AppraisalFailure(.guestPolicyNotAccepted, found: "a migration agent bound", wanted: "none")]
    }
}
