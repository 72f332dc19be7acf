/// SEV-SNP: the report is signed by an accepted kind of key, and a provider's key (VLEK) is of an accepted provider.
public struct SigningKeyIsAccepted: EvidenceRequirement {
    private let kinds: Set<GuestDemands.SigningKey>
    private let providers: [String]?

    /// The accepted kinds, and the accepted providers by AMD's names; nil for any provider.
    public init(_ kinds: Set<GuestDemands.SigningKey>, providers: [String]?) {
        self.kinds = kinds
        self.providers = providers
    }

    public var summary: String { "the report is signed by an accepted key" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        guard let holder = report.details.guest?.holder else {
            return [AppraisalFailure(.signingKeyNotAccepted, found: "no VCEK or VLEK", wanted: AllowList.text(kinds, of: "accepted key"))]
        }
        var failures: [AppraisalFailure] = []
        func fail(_ found: String, _ wanted: String) {
            failures.append(AppraisalFailure(.signingKeyNotAccepted, found: found, wanted: wanted))
        }
        switch holder {
        case .chip: if !kinds.contains(.chip) { fail("vcek", AllowList.text(kinds, of: "accepted key")) }
        case .provider(let name):
            if !kinds.contains(.provider) { fail("vlek", AllowList.text(kinds, of: "accepted key")) }
            if let providers, !providers.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
                fail("the provider \(name)", AllowList.text(providers, of: "accepted provider"))
            }
        }
        return failures
    }
}
