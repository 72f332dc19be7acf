import SwiftProtobuf
package import ControlAPI
package import ControlPlane

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension CloisterClient {
    /// Signs a document with the party's key.
    package func sign<Body: DocumentBody>(_ body: Body) throws -> Cloister_V1_SignedDocument {
        let document = try SignedDocument(body) { try identity.signature(over: $0) }
        return .with {
            $0.document = Data(document.bytes)
            $0.signature = Data(document.signature)
        }
    }
}

extension Data {
    /// A fresh idempotency key: a repeated call is applied at most once.
    package static func freshIdempotencyKey() -> Data { Data(IdempotencyKey.random().bytes) }
}
