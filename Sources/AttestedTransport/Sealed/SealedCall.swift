import AttestedSession
public import GRPCCore

/// What of a call travels outside its records.
enum SealedCall {
    /// The one key of the outer metadata: session identifier 16 ‖ call identifier 16.
    static let metadataKey = "cloister-call-bin"
    static let sessionIDLength = 16
    static let identifierLength = 32
    /// The message with which a server says that it does not know the session, and that it has therefore executed nothing.
    static let sessionUnknown = "SESSION_UNKNOWN"

    /// A sealed trailer that says that the session is over too.
    static let sessionEndedKey = "cloister-session-ended"

    /// Services that answer without a session.
    static let openServices: Set<String> = ["cloister.v1.SessionService", "grpc.health.v1.Health"]

    static func outerMetadata(session: [UInt8], call: CallID) -> Metadata {
        var metadata = Metadata()
        metadata.addBinary(session + call.bytes, forKey: metadataKey)
        return metadata
    }

    /// The session's and the call's identifier; nil unless they are there exactly once.
    static func identifiers(in metadata: Metadata) -> (session: [UInt8], call: CallID)? {
        var values = metadata[binaryValues: metadataKey].makeIterator()
        guard let value = values.next(), values.next() == nil, value.count == identifierLength,
            let call = try? CallID(Array(value.dropFirst(sessionIDLength)))
        else { return nil }
        return (Array(value.prefix(sessionIDLength)), call)
    }

    /// A call whose end did not arrive in authentic form.
    static func outcomeUnknown(_ reason: String, cause: (any Error)? = nil) -> RPCError {
        RPCError(
            code: .unavailable, message: "The call ended without an authentic status, so its outcome is unknown: \(reason).", cause: cause)
    }

    static func tooLong(_ count: Int) -> RPCError {
        RPCError(
            code: .resourceExhausted,
            message: "A message of \(count) bytes exceeds the limit of \(TransportLimits.message); seal larger inputs as assets.")
    }
}

extension Metadata {
    /// The idempotency key of a mutation, at most 64 bytes: sealed in the call's header, and what the server remembers it by.
    public static let idempotencyKey = "cloister-idempotency-key-bin"
}
