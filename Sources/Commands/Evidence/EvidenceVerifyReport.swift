import Attestation

/// What came of verifying evidence. The members are the same for every format.
struct EvidenceVerifyReport: Report {
    struct Reason: Encodable {
        let code: String
        let message: String
        let found: String?
        let wanted: String?
    }

    let format: String
    let result: String
    let status: String
    let advisories: [String]
    let debug: Bool?
    let claims: ClaimValue
    let reasons: [Reason]

    private let text: [String]

    init(_ examination: EvidenceExamination) {
        format = "\(examination.format)"
        result = examination.result.rawValue
        status = examination.status
        advisories = examination.advisories
        debug = examination.debug
        claims = .object(examination.claims)
        reasons = examination.reasons.map { Reason(code: $0.code, message: $0.message, found: $0.found, wanted: $0.wanted) }
        text = ExaminationText(examination).lines
    }

    var lines: [String] { text }

    private enum CodingKeys: String, CodingKey { case format, result, status, advisories, debug, claims, reasons }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(format, forKey: .format)
        try container.encode(result, forKey: .result)
        try container.encode(status, forKey: .status)
        try container.encode(advisories, forKey: .advisories)
        try container.encode(debug, forKey: .debug)
        try container.encode(claims, forKey: .claims)
        try container.encode(reasons, forKey: .reasons)
    }
}
