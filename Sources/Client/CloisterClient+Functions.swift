import AttestedTransport
import ControlAPI
public import ControlPlane
import GRPCCore
import SwiftProtobuf
import Wire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A function to register: everything in its manifest that its owner chooses.
public struct FunctionDraft: Sendable {
    /// 1 to 64 of `a-z 0-9 . _ -`.
    public var name: String
    /// A semantic version.
    public var version: String
    /// What interprets the payload.
    public var runtime: Runtime
    /// Typed parameters.
    public var parameters: [ParameterSpec]
    /// Slots to fill.
    public var inputs: [InputSlot]
    /// Slots that a run fills.
    public var outputs: [OutputSlot]
    /// Who may see and use it.
    public var audience: Audience

    /// A draft of these parts.
    public init(
        name: String, version: String, runtime: Runtime, parameters: [ParameterSpec] = [], inputs: [InputSlot], outputs: [OutputSlot],
        audience: Audience = .everyone
    ) {
        (self.name, self.version, self.runtime, self.parameters) = (name, version, runtime, parameters)
        (self.inputs, self.outputs, self.audience) = (inputs, outputs, audience)
    }
}

extension CloisterClient {
    private var service: Cloister_V1_FunctionService.Client<AttestedClientTransport> { .init(wrapping: rpc) }

    /// Registers a function. The manifest that others see commits to the payload under a fresh salt; the payload itself goes to the node alone.
    public func registerFunction(_ draft: FunctionDraft, payload: [UInt8]) async throws -> FunctionRecord {
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<FunctionManifest.saltBytes).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let manifest = FunctionManifest(
            name: draft.name, version: draft.version, owner: identity.id, runtime: draft.runtime,
            payloadCommitment: FunctionManifest.commitment(salt: salt, payload: payload), parameters: draft.parameters,
            inputs: draft.inputs, outputs: draft.outputs, audience: draft.audience)
        let document = try sign(manifest)
        let request = Cloister_V1_RegisterFunctionRequest.with {
            $0.manifest = document
            $0.saltedPayload = Data(salt + payload)
            $0.idempotencyKey = .freshIdempotencyKey()
        }
        return try await mappingErrors { try FunctionRecord(try await service.registerFunction(request).function) }
    }

    /// One function by its digest.
    public func function(_ digest: String) async throws -> FunctionRecord {
        try await mappingErrors {
            let record = try FunctionRecord(try await service.showFunction(.with { $0.digest = digest }).function)
            guard record.digest == digest.lowercased() else {
                throw ClientError.invalidAnswer("the service sent another function than was asked for")
            }
            return record
        }
    }

    /// The functions that this party may use, a page at a time.
    public func functions(after token: String? = nil) async throws -> Page<FunctionRecord> {
        try await mappingErrors {
            let page = try await service.listFunctions(.with { $0.page = .init(after: token) })
            return Page(try page.functions.map { try FunctionRecord($0) }, next: page.nextToken)
        }
    }

    /// Hides one of this party's functions; agreements that pin its digest keep it.
    public func deleteFunction(_ digest: String) async throws {
        let request = Cloister_V1_DeleteFunctionRequest.with {
            $0.digest = digest
            $0.idempotencyKey = .freshIdempotencyKey()
        }
        _ = try await mappingErrors { try await service.deleteFunction(request) }
    }
}
