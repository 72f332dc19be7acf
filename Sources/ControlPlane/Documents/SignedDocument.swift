public import Wire

/// A document as its author signed it: the exact bytes, their meaning, and the signature.
///
/// The signature is ECDSA P-256 with SHA-256 over the length-prefixed label and the bytes, raw `r ‖ s`, 64 bytes. Decoding
/// checks the form alone; ``verify(by:)`` checks the signature.
public struct SignedDocument<Body: DocumentBody>: Hashable, Sendable, WireCodable {
    /// What was signed, never serialised again.
    public let bytes: [UInt8]
    /// Raw `r ‖ s`.
    public let signature: [UInt8]
    /// What the bytes mean.
    public let body: Body
    /// SHA-256 over the label and the bytes; 32 bytes.
    public let digest: [UInt8]

    /// The longest document that is read.
    public static var maximumBytes: Int { 1 << 20 }

    /// Reads a document of at most 1 MiB; refuses bytes that are not the body's one encoding.
    public init(bytes: [UInt8], signature: [UInt8]) throws(WireError) {
        guard bytes.count <= Self.maximumBytes else { throw .tooLong(limit: Self.maximumBytes) }
        guard signature.count == SigningKey.signatureBytes else { throw .invalid("a signature that is not 64 bytes") }
        let body = try Body(wireBytes: bytes)
        guard body.wireBytes == bytes else { throw .invalid("a document that is not in its one encoding") }
        (self.bytes, self.signature, self.body, digest) = (bytes, signature, body, Body.digest(of: bytes))
    }

    /// Signs a body. The closure gets the message, hashes it with SHA-256, and gives the raw signature.
    public init(_ body: Body, signing: (_ message: [UInt8]) throws -> [UInt8]) throws {
        let bytes = body.wireBytes
        try self.init(bytes: bytes, signature: try signing(Body.message(bytes)))
    }

    /// Whether the holder of this key (65 bytes, X9.63) made the signature over exactly these bytes.
    public func verify(by signingKey: [UInt8]) -> Bool {
        SigningKey.isValid(signature, over: Body.message(bytes), by: signingKey)
    }

    /// Whether another signature over the same bytes is this key's.
    public func verify(_ signature: [UInt8], by signingKey: [UInt8]) -> Bool {
        SigningKey.isValid(signature, over: Body.message(bytes), by: signingKey)
    }

    /// The message that a further signer of the same bytes signs.
    public var message: [UInt8] { Body.message(bytes) }

    /// Reads the bytes (length-prefixed) and the signature.
    public init(from reader: inout ByteReader) throws(WireError) {
        try self.init(bytes: try reader.variable(atMost: Self.maximumBytes), signature: try reader.fixed(SigningKey.signatureBytes))
    }

    /// Appends the bytes (length-prefixed) and the signature.
    public func encode(into writer: inout ByteWriter) {
        writer.variable(bytes)
        writer.fixed(signature)
    }
}
