import Wire

/// TDX: no service domain is bound, or one on the list. A bound service domain can, for example, migrate the domain.
public struct ServiceDomainIsAccepted: EvidenceRequirement {
    private let accepted: [[UInt8]]

    /// The accepted values of MRSERVICETD besides zeros.
    public init(_ accepted: [[UInt8]]) { self.accepted = accepted }

    public var summary: String { "no service domain is bound, or an accepted one" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        guard let bound = report.details.serviceDomain, bound.contains(where: { $0 != 0 }), !accepted.contains(bound) else { return [] }
        return [
            AppraisalFailure(
                .serviceDomainNotAccepted, found: bound.hex,
                wanted: accepted.isEmpty ? "none" : "none or " + AllowList.text(accepted.map(\.hex), of: "accepted service domain"))
        ]
    }
}
