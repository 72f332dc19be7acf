import Crypto
import Wire

/// The report of Azure's paravisor, as it lies in the virtual TPM's index 0x01400001: a hardware report, and the data that it covers. Little-endian.
///
/// Microsoft, "Azure confidential VMs: guest attestation", "HCL report"; openhcl's igvm_attest. 2600 bytes, or 2048 of older hosts.
package struct HCLReport: Hashable, Sendable {
    /// What hardware reported.
    package enum Hardware: UInt32, Hashable, Sendable {
        /// An SEV-SNP report of 1184 bytes.
        case snp = 2
        /// A TDREPORT of 1024 bytes, which only the machine itself can verify.
        case tdx = 4
    }

    static let maximumLength = 4096
    static let magic: [UInt8] = Array("HCLA".utf8)
    private static let headerLength = 32
    static let hardwareReportLength = 1184
    private static let domainReportLength = 1024
    private static let dataHeaderLength = 20
    private static let sha256: UInt32 = 1
    /// VMPL in an SEV-SNP report (AMD 56860, table 23).
    private static let privilegeLevelOffset = 0x30
    /// REPORTDATA in REPORTMACSTRUCT (Intel 344425, table 3.1).
    private static let domainReportDataOffset = 128

    /// The header's version, 1 or 2.
    package let version: UInt32
    /// Which hardware.
    package let hardware: Hardware
    /// The SEV-SNP report, or the TDREPORT without what fills its place.
    package let hardwareReport: [UInt8]
    /// The exact bytes of the runtime data, which the hardware report covers.
    package let runtimeBytes: [UInt8]

    /// Reads a report and zeros after it; throws `malformed`, and `unsupported` for other hardware and hashes.
    package init(_ bytes: [UInt8]) throws(AttestationError) {
        guard bytes.count <= Self.maximumLength else {
            throw AttestationError(refusing: .malformed, "the paravisor's report is longer than \(Self.maximumLength) bytes")
        }
        let parts: Parts
        do throws(WireError) { parts = try Parts(bytes) } catch {
            throw AttestationError(refusing: .malformed, "the paravisor's report is not well-formed: \(error)")
        }
        guard let hardware = Hardware(rawValue: parts.type), parts.hash == Self.sha256 else {
            throw AttestationError(refusing: .unsupported, "the paravisor's report is of other hardware, or of another hash than SHA-256")
        }
        version = parts.version
        self.hardware = hardware
        runtimeBytes = parts.runtime
        let length = hardware == .tdx ? Self.domainReportLength : Self.hardwareReportLength
        guard parts.report.dropFirst(length).allSatisfy({ $0 == 0 }) else {
            throw AttestationError(refusing: .malformed, "the paravisor's report has bytes after the hardware's")
        }
        hardwareReport = Array(parts.report.prefix(length))
    }

    /// SHA-256 of the runtime data and 32 zero bytes: what the hardware's report data must be.
    package var wantedReportData: [UInt8] { Array(SHA256.hash(data: runtimeBytes)) + [UInt8](repeating: 0, count: 32) }

    /// The privilege level at which the SEV-SNP report was asked for; nil for TDX. Only the paravisor has level 0.
    var privilegeLevel: UInt32? {
        guard hardware == .snp else { return nil }
        let field = hardwareReport[Self.privilegeLevelOffset..<Self.privilegeLevelOffset + 4]
        return field.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The report data in the TDREPORT; nil for SEV-SNP.
    var domainReportData: [UInt8]? {
        guard hardware == .tdx else { return nil }
        return Array(hardwareReport[Self.domainReportDataOffset..<Self.domainReportDataOffset + ReportData.length])
    }

    private struct Parts {
        let version: UInt32
        let report: [UInt8]
        let type: UInt32
        let hash: UInt32
        let runtime: [UInt8]

        init(_ bytes: [UInt8]) throws(WireError) {
            var reader = ByteReader(bytes)
            guard try reader.fixed(4) == magic else { throw .invalid("another signature than HCLA") }
            version = try reader.littleEndian()
            guard 1...2 ~= version else { throw .invalid("an unknown version") }
            let whole: UInt32 = try reader.littleEndian()
            // The kind of request: 2 is for a report that the guest may show.
            guard try reader.littleEndian(UInt32.self) == 2 else { throw .invalid("a report of another request") }
            guard try reader.fixed(16).allSatisfy({ $0 == 0 }) else { throw .invalid("a reserved field in use, or a failed request") }
            report = try reader.fixed(hardwareReportLength)
            let size: UInt32 = try reader.littleEndian()
            guard try reader.littleEndian(UInt32.self) == 1 else { throw .invalid("runtime data of an unknown version") }
            type = try reader.littleEndian()
            hash = try reader.littleEndian()
            let length: UInt32 = try reader.littleEndian()
            guard length <= maximumLength, size == length + UInt32(dataHeaderLength),
                whole == size + UInt32(headerLength + hardwareReportLength)
            else { throw .invalid("lengths that contradict one another") }
            runtime = try reader.fixed(Int(length))
            guard try reader.fixed(reader.remaining).allSatisfy({ $0 == 0 }) else { throw .invalid("bytes after the runtime data") }
        }
    }
}
