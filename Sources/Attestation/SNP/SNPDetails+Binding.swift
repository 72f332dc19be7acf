import Crypto

extension SNPDetails {
    /// Holds a report whose signature holds against what its key's certificate says.
    init(_ report: SNPReport, of key: SNPEndorsementKey) throws(AttestationError) {
        self.report = report
        product = key.product
        holder = key.holder
        switch (report.signingKey, key.holder) {
        case (.vcek, .chip), (.vlek, .provider): break
        default: throw AttestationError(refusing: .keyBinding, "the SEV-SNP report names another kind of key than the one that signed it")
        }
        if let processor = report.processor {
            guard let named = SNPProduct(processor) else {
                throw AttestationError(refusing: .unsupported, "the SEV-SNP report is of an unknown family of processors")
            }
            guard named == key.product else {
                throw AttestationError(
                    refusing: .platformMismatch, "the SEV-SNP report is of \(named), its key's certificate of \(key.product)")
            }
        }
        let layout = key.product.layout
        guard let reported = SNPTCBVersion(report.reportedTCB, layout: layout),
            let current = SNPTCBVersion(report.currentTCB, layout: layout),
            let committed = SNPTCBVersion(report.committedTCB, layout: layout), let launch = SNPTCBVersion(report.launchTCB, layout: layout)
        else { throw AttestationError(refusing: .malformed, "the SEV-SNP report has a security version of another length") }
        (reportedTCB, currentTCB, committedTCB, launchTCB) = (reported, current, committed, launch)
        guard reported == key.tcb else {
            throw AttestationError(refusing: .tcbMismatch, "the SEV-SNP report says \(reported), its key's certificate \(key.tcb)")
        }
        (hardwareID, hardwareIDIsSubstitute) = try Self.hardware(of: report, key)
    }

    /// The chip's id: the one of the key's certificate, where that names one.
    private static func hardware(of report: SNPReport, _ key: SNPEndorsementKey) throws(AttestationError) -> (HardwareID, Bool) {
        let length = key.product.chipIDLength
        switch key.holder {
        case .chip(let id):
            guard report.chipID == id + [UInt8](repeating: 0, count: report.chipID.count - id.count) else {
                throw AttestationError(refusing: .platformMismatch, "the SEV-SNP report is of another chip than its key's certificate")
            }
            return (try HardwareID(platform: .sevSNP, bytes: id), false)
        case .provider(let name):
            guard report.hidesChip else { return (try HardwareID(platform: .sevSNP, bytes: Array(report.chipID.prefix(length))), false) }
            return (try HardwareID(platform: .sevSNP, bytes: Array(SHA256.hash(data: Array("vlek".utf8) + Array(name.utf8)))), true)
        }
    }
}
