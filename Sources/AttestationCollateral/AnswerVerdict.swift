/// What an answer's status says (RFC 9110 §15; Intel PCS API v4, "Status codes").
enum AnswerVerdict: Hashable {
    /// There is a body to read.
    case content
    /// What was kept still stands.
    case unchanged
    /// It may pass: too many questions, or trouble at the source.
    case later
    /// It will not pass.
    case refused(CollateralError.Code)

    init(_ answer: HTTPAnswer, isConditional: Bool) {
        switch answer.status {
        case 200: self = Self.isReadable(answer) ? .content : .refused(.malformed)
        case 304: self = isConditional ? .unchanged : .refused(.malformed)
        case 300..<400: self = .refused(.redirected)
        case 404, 410: self = .refused(.notFound)
        case 408, 425, 429, 500, 502, 503, 504: self = .later
        default: self = .refused(.refused)
        }
    }

    /// Types are taken loosely, as sources give them wrongly; but a page for people is no answer, nor is a body that is packed.
    private static func isReadable(_ answer: HTTPAnswer) -> Bool {
        let type = answer.field("Content-Type")?.lowercased() ?? ""
        let coding = answer.field("Content-Encoding")?.lowercased() ?? "identity"
        return !type.hasPrefix("text/html") && !type.hasPrefix("multipart/") && coding == "identity"
    }
}
