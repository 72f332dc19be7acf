import Attestation
import AttestedSession
import AttestedTransport
import ControlPlane
import GRPCCore
import Logging

/// Who makes a call, as its attested session established it.
struct Caller: Sendable {
    let actor: ControlPlane.Actor

    /// The peer of the present call; refuses a call outside a session.
    static func current() throws(ServiceRefusal) -> Caller {
        guard let peer = SessionPeer.current else {
            throw ServiceRefusal(code: .unauthenticated, reason: "SESSION_REQUIRED", message: "Open an attested session first.")
        }
        switch peer.identity {
        case .party(let signingKey): return Caller(actor: .unregistered(signingKey: signingKey))
        case .node(let attested):
            // A control node has a session of its own right, and is no executor for it.
            guard attested.role == .executor else { throw .wrongPeer }
            return Caller(actor: .executor(measurement: attested.measurement.description))
        }
    }

    /// The software of a caller that is a control node and was appraised as one; anybody else is refused.
    static func controlNode() throws(ServiceRefusal) -> Measurement {
        guard case .node(let attested)? = SessionPeer.current?.identity, attested.role == .control else { throw .wrongPeer }
        return attested.measurement
    }

    /// The caller as a party; nodes are refused.
    static func party() throws(ServiceRefusal) -> Caller {
        let caller = try current()
        guard case .unregistered = caller.actor else { throw .wrongPeer }
        return caller
    }
}

/// What every service method does around its own work: find the caller, map the errors, log what is the operator's business.
struct ServiceCall: Sendable {
    let logger: Logger

    /// Runs a method for a party.
    func asParty<Result: Sendable>(
        _ body: (ControlPlane.Actor) async throws -> Result
    ) async throws -> Result {
        try await mapped { try await body(try Caller.party().actor) }
    }

    /// Runs a body, turning whatever it throws into a status with a stable reason.
    func mapped<Result: Sendable>(
        _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch {
            let mapped = RPCError(mapping: error)
            if let error = error as? NodeError { logger.critical("a call failed", metadata: ["error": "\(error)"]) }
            if mapped.code == .internalError { logger.error("a call failed", metadata: ["error": "\(type(of: error))"]) }
            throw mapped
        }
    }
}
