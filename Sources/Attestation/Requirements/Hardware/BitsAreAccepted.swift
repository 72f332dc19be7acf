import Wire

/// Some bits of a register have the wanted values; the others are free. A register that the evidence does not have fails.
public struct BitsAreAccepted: EvidenceRequirement {
    private let register: SignedRegister
    private let bits: RegisterBits

    /// The bits of one register.
    public init(_ register: SignedRegister, _ bits: RegisterBits) {
        self.register = register
        self.bits = bits
    }

    public var summary: String { "the bits of \(register) that matter are as demanded" }

    public func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        let found = report.details[register]
        if let found, found.count == bits.mask.count, zip(found, bits.mask).map({ $0 & $1 }) == bits.value { return [] }
        return [
            AppraisalFailure(
                .registerNotAccepted, found: "\(register) \(found?.hex ?? "absent")",
                wanted: "\(bits.value.hex) in the bits \(bits.mask.hex)")
        ]
    }
}

/// Which bits of a register matter, and what they must be, in the register's own order of bytes.
public struct RegisterBits: Hashable, Sendable {
    /// A one for each bit that matters.
    public let mask: [UInt8]
    /// What they must be; zero where the mask is.
    public let value: [UInt8]

    /// The bits; nil if the lengths differ, or if the value has a one where the mask has none, which nothing could meet.
    public init?(mask: [UInt8], value: [UInt8]) {
        guard !mask.isEmpty, mask.count == value.count, zip(mask, value).allSatisfy({ $1 & ~$0 == 0 }) else { return nil }
        self.mask = mask
        self.value = value
    }
}
