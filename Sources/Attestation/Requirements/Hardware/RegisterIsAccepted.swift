import Wire

/// A register or digest that the platform signed has one of the listed values. One that the evidence does not have fails.
public struct RegisterIsAccepted: EvidenceRequirement {
    private let register: SignedRegister
    private let accepted: [[UInt8]]

    /// The accepted values of one register; none if empty.
    public init(_ register: SignedRegister, in accepted: [[UInt8]]) {
        self.register = register
        self.accepted = accepted
    }

    public var summary: String { "\(register) has an accepted value" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        let found = report.details[register]
        if let found, accepted.contains(found) { return [] }
        return [
            AppraisalFailure(
                .registerNotAccepted, found: "\(register) \(found?.hex ?? "absent")",
                wanted: AllowList.text(accepted.map(\.hex), of: "accepted \(register)"))
        ]
    }
}
