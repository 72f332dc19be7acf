/// The platform keeps memory from the machine's operator. Strict policies have it; measured boot and the software TEE fail it.
public struct MemoryIsConfidential: AppraisalRequirement {
    /// The requirement.
    public init() {}

    public var summary: String { "the platform keeps memory from the machine's operator" }

    public func failures(in report: AuthenticReport, as role: NodeRole, at time: UInt64) -> [AppraisalFailure] {
        guard !report.platform.confidentialMemory else { return [] }
        return [AppraisalFailure(.memoryNotConfidential, found: "\(report.platform)", wanted: "a platform with confidential memory")]
    }
}
