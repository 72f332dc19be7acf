import Attestation

/// What a caller asks a measurer for.
enum MeasurerRequest: Equatable {
    /// Evidence of the caller, for this report data.
    case evidence(ReportData)
    /// The sealing key of the caller.
    case sealingKey

    /// The request's first byte.
    var kind: UInt8 {
        switch self {
        case .evidence: 1
        case .sealingKey: 2
        }
    }

    /// What follows the challenge: report data, or as many zeros.
    var content: [UInt8] {
        switch self {
        case .evidence(let reportData): reportData.bytes
        case .sealingKey: [UInt8](repeating: 0, count: ReportData.length)
        }
    }

    /// Nil for an unknown kind, or content that is not of the kind.
    init?(kind: UInt8, content: [UInt8]) {
        switch kind {
        case 1:
            guard let reportData = try? ReportData(content) else { return nil }
            self = .evidence(reportData)
        case 2:
            self = .sealingKey
            guard content == self.content else { return nil }
        default: return nil
        }
    }
}
