import ControlAPI
import ControlPlane
import Execution
import GRPCCore
import SwiftProtobuf
import Wire

/// `cloister.v1.FunctionService`.
struct FunctionAPI: Cloister_V1_FunctionService.SimpleServiceProtocol {
    let ledger: ControlLedger
    let call: ServiceCall

    func registerFunction(
        request: Cloister_V1_RegisterFunctionRequest, context: ServerContext
    ) async throws -> Cloister_V1_RegisterFunctionResponse {
        try await call.asParty { caller in
            let key = try IdempotencyKey(request.idempotencyKey)
            let manifest = try SignedDocument<FunctionManifest>(request.manifest)
            try Self.requireEngine(for: manifest.body.runtime)
            guard request.saltedPayload.count >= FunctionManifest.saltBytes else {
                throw ServiceRefusal.invalidArgument("The payload lacks its salt of \(FunctionManifest.saltBytes) bytes.")
            }
            let salt = Array(request.saltedPayload.prefix(FunctionManifest.saltBytes))
            let payload = Array(request.saltedPayload.dropFirst(FunctionManifest.saltBytes))
            try await ledger.submit(.registerFunction(manifest, salt: salt, payload: payload), by: caller, key: key)
            let function = try await view(of: try manifest.body.functionDigest, for: caller)
            return .with { $0.function = function }
        }
    }

    func showFunction(
        request: Cloister_V1_ShowFunctionRequest, context: ServerContext
    ) async throws -> Cloister_V1_ShowFunctionResponse {
        try await call.asParty { caller in
            let function = try await view(of: try FunctionDigest(argument: request.digest), for: caller)
            return .with { $0.function = function }
        }
    }

    func listFunctions(
        request: Cloister_V1_ListFunctionsRequest, context: ServerContext
    ) async throws -> Cloister_V1_ListFunctionsResponse {
        try await call.asParty { caller in
            let page = try await ledger.read { state, _ in
                try Page.fitting(request.page.limit, size: { $0.document.bytes.count }) { limit in
                    try state.functions(visibleTo: caller, after: request.page.cursor, limit: limit)
                }
            }
            return .with {
                $0.functions = page.items.map(Cloister_V1_Function.init)
                $0.nextToken = page.next ?? ""
            }
        }
    }

    func deleteFunction(
        request: Cloister_V1_DeleteFunctionRequest, context: ServerContext
    ) async throws -> Cloister_V1_DeleteFunctionResponse {
        try await call.asParty { caller in
            let digest = try FunctionDigest(argument: request.digest)
            try await ledger.submit(.deleteFunction(digest), by: caller, key: try IdempotencyKey(request.idempotencyKey))
            return .init()
        }
    }

    /// A function that nothing here can run is refused before anybody makes an agreement about it.
    static func requireEngine(for runtime: Runtime) throws(ServiceRefusal) {
        guard !Executor.runtimes.contains(runtime) else { return }
        let known = Executor.runtimes.map { "\($0)" }.sorted().joined(separator: ", ")
        throw ServiceRefusal(
            code: .failedPrecondition, reason: "RUNTIME_UNSUPPORTED",
            message: "No executor here runs functions of the runtime \(runtime); register one of: \(known).")
    }

    private func view(of digest: FunctionDigest, for caller: ControlPlane.Actor) async throws -> Cloister_V1_Function {
        Cloister_V1_Function(try await ledger.read { state, _ in try state.function(digest, visibleTo: caller) })
    }
}
