import ControlAPI
import ControlPlane
import FoundationEssentials
import GRPCCore
import SealedData
import SwiftProtobuf
import Wire

/// `cloister.v1.RunService`.
struct RunAPI: Cloister_V1_RunService.SimpleServiceProtocol {
    let ledger: ControlLedger
    let dispatcher: RunDispatcher
    let store: CiphertextStore
    let call: ServiceCall

    /// The bytes of one download message.
    static let chunkBytes = 1 << 20

    func createRun(request: Cloister_V1_CreateRunRequest, context: ServerContext) async throws -> Cloister_V1_CreateRunResponse {
        try await call.asParty { caller in
            let id = try await admit(request.agreement, request.idempotencyKey, request.inputs, by: caller)
            let run = try await view(of: id, for: caller)
            return .with { $0.run = run }
        }
    }

    func callRun(request: Cloister_V1_CallRunRequest, context: ServerContext) async throws -> Cloister_V1_CallRunResponse {
        try await call.asParty { caller in
            let id = try await admit(request.agreement, request.idempotencyKey, request.inputs, by: caller)
            return try await withRPCCancellation(of: context) {
                for await _ in dispatcher.watchers.ticks(for: id) {
                    let run = try await ledger.read { state, _ in try state.run(id, visibleTo: caller) }
                    if run.status.isFinal { return .with { $0.run = Cloister_V1_Run(run) } }
                }
                throw Self.stopping
            }
        }
    }

    func showRun(request: Cloister_V1_ShowRunRequest, context: ServerContext) async throws -> Cloister_V1_ShowRunResponse {
        try await call.asParty { caller in
            let run = try await view(of: try RunID(argument: request.id), for: caller)
            return .with { $0.run = run }
        }
    }

    func listRuns(request: Cloister_V1_ListRunsRequest, context: ServerContext) async throws -> Cloister_V1_ListRunsResponse {
        try await call.asParty { caller in
            let agreement = request.agreement.isEmpty ? nil : try AgreementID(argument: request.agreement)
            let page = try await ledger.read { state, _ in
                try state.runs(visibleTo: caller, of: agreement, after: request.page.cursor, limit: request.page.limit)
            }
            return .with {
                $0.runs = page.items.map(Cloister_V1_Run.init)
                $0.nextToken = page.next ?? ""
            }
        }
    }

    func watchRun(
        request: Cloister_V1_WatchRunRequest, response: RPCWriter<Cloister_V1_WatchRunResponse>, context: ServerContext
    ) async throws {
        try await call.asParty { caller in
            let id = try RunID(argument: request.id)
            try await withRPCCancellation(of: context) {
                var last: RunView?
                for await _ in dispatcher.watchers.ticks(for: id) {
                    let run = try await ledger.read { state, _ in try state.run(id, visibleTo: caller) }
                    guard run != last else { continue }
                    try await response.write(.with { $0.run = Cloister_V1_Run(run) })
                    if run.status.isFinal { return }
                    last = run
                }
                throw Self.stopping
            }
        }
    }

    func cancelRun(request: Cloister_V1_CancelRunRequest, context: ServerContext) async throws -> Cloister_V1_CancelRunResponse {
        try await call.asParty { caller in
            let id = try RunID(argument: request.id)
            try await ledger.submit(.cancelRun(id), by: caller, key: try IdempotencyKey(request.idempotencyKey))
            await dispatcher.sweep()
            let run = try await view(of: id, for: caller)
            return .with { $0.run = run }
        }
    }

    func downloadOutput(
        request: Cloister_V1_DownloadOutputRequest, response: RPCWriter<Cloister_V1_DownloadOutputResponse>, context: ServerContext
    ) async throws {
        try await call.asParty { caller in
            let id = try RunID(argument: request.run)
            let run = try await ledger.read { state, _ in try state.run(id, visibleTo: caller) }
            guard let output = run.outputs.first(where: { $0.slot == request.slot && $0.keyEnvelope != nil }) else {
                throw ServiceRefusal.notFound
            }
            if let ciphertext = output.inline { return try await response.write(.with { $0.chunk = Data(ciphertext) }) }
            try await Self.send(try store.blobs.reader(of: output.ciphertextDigest)) { chunk in
                try await response.write(.with { $0.chunk = Data(chunk) })
            }
        }
    }

    /// Sends a blob piece by piece: no more of it than one piece is in memory, however long it is.
    static func send(_ reader: BlobReader, _ write: ([UInt8]) async throws -> Void) async throws {
        while let chunk = try reader.next(atMost: chunkBytes) { try await write(chunk) }
    }

    /// Admits and charges a run, and starts it in the same breath if an executor has room: one wait for the disk.
    private func admit(
        _ agreement: String, _ key: Data, _ inputs: [Cloister_V1_RunInput], by caller: ControlPlane.Actor
    ) async throws -> RunID {
        guard !dispatcher.pool.isDraining else { throw Self.stopping }
        let agreement = try AgreementID(argument: agreement)
        let key = try IdempotencyKey(key)
        guard let requester = caller.partyID else { throw ServiceRefusal.wrongPeer }
        let fresh = RunID.random()
        var bytes: [String: [UInt8]] = [:]
        var given: [RunInput] = []
        for input in inputs.sorted(by: { $0.slot < $1.slot }) {
            switch input.content {
            case .asset(let id): given.append(RunInput(slot: input.slot, source: .asset(try AssetID(argument: id))))
            case .inline(let data):
                let content = Array(data)
                let commitment = dispatcher.inline.commitment(of: content, slot: input.slot, requester: requester, key: key)
                given.append(RunInput(slot: input.slot, source: .inline(commitment: commitment, byteCount: UInt64(content.count))))
                guard bytes.updateValue(content, forKey: input.slot) == nil else {
                    throw ServiceRefusal.invalidArgument("The slot “\(input.slot)” is filled twice.")
                }
            case nil: throw ServiceRefusal.invalidArgument("The slot “\(input.slot)” is named but not filled.")
            }
        }
        guard bytes.values.reduce(0, { $0 + $1.count }) <= InlineInputs.maximumBytesPerRun else {
            throw ServiceRefusal.invalidArgument(
                "The inline bytes of one run may be \(InlineInputs.maximumBytesPerRun) together; use a sealed asset for more.")
        }
        guard dispatcher.inline.keep(bytes, for: fresh, of: requester) else {
            throw ServiceRefusal(
                code: .resourceExhausted, reason: "INLINE_BYTES_LIMIT",
                message: "The node holds as many inline bytes as it may; repeat the call later, or use a sealed asset.")
        }
        return try await submit(
            .admitRun(agreement, run: fresh, inputs: given), run: fresh, by: caller, key: key,
            unlessFresh: store.lackOfRoom(for: requester) ?? lackOfKey(agreement, given))
    }

    /// Why a run whose assets' keys are not all held is refused before it is charged; nil if they are.
    private func lackOfKey(_ agreement: AgreementID, _ inputs: [RunInput]) -> ServiceRefusal? {
        let assets = ledger.glance { $0.assets(of: agreement, with: inputs) }
        return assets.first { dispatcher.keys.key(of: $0.asset) == nil }.map { .keyNotHeld(slot: $0.slot) }
    }

    /// - Parameter refusal: Why a run that was not admitted before is refused.
    private func submit(
        _ command: Command, run fresh: RunID, by caller: ControlPlane.Actor, key: IdempotencyKey, unlessFresh refusal: ServiceRefusal?
    ) async throws -> RunID {
        do {
            let (id, attempt, isHeldUp) = try await ledger.transact(patiently: true) {
                transaction -> (RunID, RunDispatcher.Attempt?, Bool) in
                if let refusal, try !transaction.isRepetition(command, by: caller, key: key) { throw refusal }
                guard case .run(let id) = try transaction.submit(command, by: caller, key: key) else { throw ServiceRefusal.notFound }
                guard id == fresh else { return (id, nil, false) }
                // The run is charged: whatever keeps it from starting must not make its admission look refused.
                do { return (id, try dispatcher.start(id, in: &transaction), false) } catch { return (id, nil, true) }
            }
            if id != fresh { dispatcher.inline.forget(fresh) }
            if let attempt { await dispatcher.send(attempt) }
            if isHeldUp { await dispatcher.startWaiting() }
            return id
        } catch {
            dispatcher.inline.forget(fresh)
            throw error
        }
    }

    private func view(of id: RunID, for caller: ControlPlane.Actor) async throws -> Cloister_V1_Run {
        Cloister_V1_Run(try await ledger.read { state, _ in try state.run(id, visibleTo: caller) })
    }

    private static let stopping = ServiceRefusal(
        code: .unavailable, reason: "NODE_STOPPING", message: "The node is stopping; ask again when it is back.")
}

extension ServiceRefusal {
    /// The node has no key for a slot's asset: it was withheld from this software, or lost.
    static func keyNotHeld(slot: String) -> ServiceRefusal {
        ServiceRefusal(
            code: .unavailable, reason: ReasonCode.assetUnavailable.text,
            message: "The node does not hold the key of the asset for the slot \"\(slot)\"; ask its owner.")
    }
}
