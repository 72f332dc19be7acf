#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Trust files and policies: JSON documents that people write, read strictly.
enum StrictDocument {
    /// Reads a document.
    ///
    /// Throws `invalidTrust` with a sentence that names the place, never the value: for what is too long, no JSON in UTF-8, or not exactly of
    /// the form, and where an object names something twice.
    /// - Parameters:
    ///   - what: What the document is, for sentences: "the policy".
    ///   - limit: The most bytes.
    static func read<Document: Decodable>(
        _ json: [UInt8], as what: String, atMost limit: Int
    ) throws(AttestationError) -> Document {
        guard json.count <= limit else { throw AttestationError(.invalidTrust, "\(what) is longer than \(limit) bytes") }
        guard String(validating: json, as: UTF8.self) != nil, !json.contains(0), !json.starts(with: [0xEF, 0xBB, 0xBF]) else {
            throw AttestationError(.invalidTrust, "\(what) is not JSON in UTF-8")
        }
        let document: Document
        do {
            document = try JSONDecoder().decode(Document.self, from: Data(json))
        } catch let error as AttestationError {
            throw error
        } catch {
            throw AttestationError(.invalidTrust, sentence(for: error as? DecodingError, what))
        }
        guard !JSONNames.repeat(in: json) else {
            throw AttestationError(.invalidTrust, "\(what) names something twice in one object, or escapes a name")
        }
        return document
    }

    private static func sentence(for error: DecodingError?, _ what: String) -> String {
        switch error {
        case .keyNotFound(let key, let context): "in \(what), \(TrustDocument.place(context.codingPath + [key])) is missing"
        case .dataCorrupted(let context) where context.codingPath.isEmpty: "\(what) is not JSON"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            "in \(what), \(TrustDocument.place(context.codingPath)) has the wrong type"
        default: "\(what) is not of the expected form"
        }
    }
}
