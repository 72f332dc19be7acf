/// TDX: no reserved bit of TDATTRIBUTES is set, the domain cannot be migrated, and XFAM keeps to what every processor must and may have.
///
/// Intel TDX Module 1.5 ABI, tables "TD_ATTRIBUTES Definition" and "XFAM"; the bits agree with Linux, arch/x86/include/asm/shared/tdx.h,
/// and the masks of XFAM with xfamFixed0 and xfamFixed1 of github.com/google/go-tdx-guest, validate/validate.go. Newer bits (ICSSD 16, TPA 62) count
/// as reserved. The group TUD, bits 0 to 7, is debugging: a requirement of its own.
struct DomainAttributesAreAccepted: EvidenceRequirement {
    /// TUD, LASS (27), SEPT_VE_DISABLE (28), PKS (30), KL (31), PERFMON (63).
    static let known: UInt64 = 0xff | 1 << 27 | 1 << 28 | 1 << 30 | 1 << 31 | 1 << 63
    /// MIGRATABLE.
    static let migratable: UInt64 = 1 << 29
    /// x87 and SSE, which are always on.
    static let alwaysOn: UInt64 = 0x3
    /// What may be on: AVX, AVX-512, PT, PKRU, CET, LBR, user interrupts, AMX.
    static let mayBeOn: UInt64 = 0x6_dbe7

    var summary: String { "the domain's attributes and features are those of a production domain" }

    func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        guard let body = report.details.domain else {
            return [AppraisalFailure(.attributesNotAccepted, found: "no trust domain", wanted: "the attributes of a trust domain")]
        }
        var failures: [AppraisalFailure] = []
        func check(_ holds: Bool, _ found: String, _ wanted: String) {
            if !holds { failures.append(AppraisalFailure(.attributesNotAccepted, found: found, wanted: wanted)) }
        }
        check(body.attributes & Self.migratable == 0, "MIGRATABLE on", "MIGRATABLE off")
        check(body.attributes & ~(Self.known | Self.migratable) == 0, "reserved attributes in use", "reserved attributes zero")
        check(body.extendedFeatures & Self.alwaysOn == Self.alwaysOn, "XFAM without x87 or SSE", "XFAM with x87 and SSE")
        check(body.extendedFeatures & ~Self.mayBeOn == 0, "reserved bits of XFAM in use", "reserved bits of XFAM zero")
        return failures
    }
}

/// TDX: the host cannot make the domain take exceptions on its own pages (SEPT_VE_DISABLE).
struct ExceptionsAreDisabled: EvidenceRequirement {
    /// Bit 28 of TDATTRIBUTES.
    static let disable: UInt64 = 1 << 28

    var summary: String { "the host cannot make the domain take exceptions on its pages" }

    func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        guard report.details.domain.map({ $0.attributes & Self.disable == 0 }) ?? true else { return [] }
        return [AppraisalFailure(.exceptionsNotDisabled, found: "SEPT_VE_DISABLE off", wanted: "SEPT_VE_DISABLE on")]
    }
}
