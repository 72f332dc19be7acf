/// SGX: the enclave is initialised and 64-bit, has neither launch nor provisioning key, and no reserved attribute.
///
/// Intel SDM volume 3D, section 37.7.1; the reserved bits 3, 8, 9 and from 11 on agree with Linux, arch/x86/include/asm/sgx.h. The debug bit is a requirement of its own.
struct EnclaveAttributesAreAccepted: EvidenceRequirement {
    /// INIT, DEBUG, MODE64, PROVISIONKEY, EINITTOKENKEY, CET, KSS, AEX-Notify.
    static let known: UInt64 = 0b1111_0111 | 1 << 10

    var summary: String { "the enclave's attributes are those of a production enclave" }

    func failures(in report: AuthenticReport, at time: UInt64) -> [AppraisalFailure] {
        guard let attributes = report.details.enclave?.attributes else {
            return [AppraisalFailure(.attributesNotAccepted, found: "no enclave", wanted: "the attributes of an enclave")]
        }
        var failures: [AppraisalFailure] = []
        func check(_ holds: Bool, _ found: String, _ wanted: String) {
            if !holds { failures.append(AppraisalFailure(.attributesNotAccepted, found: found, wanted: wanted)) }
        }
        check(attributes.isInitialised, "INIT off", "INIT on")
        check(attributes.is64Bit, "MODE64 off", "MODE64 on")
        check(!attributes.hasProvisionKey, "PROVISIONKEY on", "PROVISIONKEY off")
        check(!attributes.hasLaunchKey, "EINITTOKENKEY on", "EINITTOKENKEY off")
        check(attributes.flags & ~Self.known == 0, "reserved attributes in use", "reserved attributes zero")
        return failures
    }
}
