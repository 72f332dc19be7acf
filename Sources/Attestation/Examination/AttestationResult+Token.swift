public import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Wire

extension AttestationResult {
    /// The result as a JSON Web Token in compact form, signed with ES256 (RFC 7515, RFC 7518 section 3.4).
    public func token(signedBy key: P256.Signing.PrivateKey) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let header = Self.text(Array(#"{"alg":"ES256","typ":"JWT"}"#.utf8))
        let content = header + "." + Self.text(Array(try encoder.encode(self)))
        let signature = try key.signature(for: Array(content.utf8))
        return content + "." + Self.text(Array(signature.rawRepresentation))
    }

    /// Base64 for URLs without padding (RFC 7515, section 2).
    private static func text(_ bytes: [UInt8]) -> String {
        String(
            Base64.encode(bytes).compactMap { character -> Character? in
                switch character {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: character
                }
            })
    }
}
