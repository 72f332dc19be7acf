import AttestedTransport
import ControlAPI
public import ControlPlane
import Crypto
import GRPCCore
import SealedData
import SwiftProtobuf
import Wire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What fills a slot of a run.
public enum RunContent: Sendable {
    /// A sealed asset of this party, by its id.
    case asset(String)
    /// Bytes that travel inside the attested session.
    case inline([UInt8])
}

extension CloisterClient {
    private var service: Cloister_V1_RunService.Client<AttestedClientTransport> { .init(wrapping: rpc) }

    /// Admits a run and returns at once.
    ///
    /// - Parameter key: Repeated with the same inputs, for a day, it answers with the first run and charges nothing: keep it to try again
    ///   after an error with code `outcomeUnknown`.
    public func createRun(
        agreement: String, inputs: [String: RunContent], key: IdempotencyKey = .random()
    ) async throws -> RunRecord {
        let request = Cloister_V1_CreateRunRequest.with {
            $0.agreement = agreement
            $0.idempotencyKey = Data(key.bytes)
            $0.inputs = Self.messages(inputs)
        }
        return try await mappingErrors { try ours(RunRecord(try await service.createRun(request).run), under: agreement) }
    }

    /// Admits a run and waits for its end, in one round trip.
    ///
    /// - Parameter key: As of ``createRun(agreement:inputs:key:)``.
    public func callRun(
        agreement: String, inputs: [String: RunContent], key: IdempotencyKey = .random()
    ) async throws -> RunRecord {
        let request = Cloister_V1_CallRunRequest.with {
            $0.agreement = agreement
            $0.idempotencyKey = Data(key.bytes)
            $0.inputs = Self.messages(inputs)
        }
        return try await mappingErrors { try ours(RunRecord(try await service.callRun(request).run), under: agreement) }
    }

    /// One run by its id.
    public func run(_ id: String) async throws -> RunRecord {
        try await mappingErrors { try Self.asked(RunRecord(try await service.showRun(.with { $0.id = id }).run), id) }
    }

    /// The runs of an agreement, a page at a time.
    public func runs(agreement: String, after token: String? = nil) async throws -> Page<RunRecord> {
        try await mappingErrors {
            let request = Cloister_V1_ListRunsRequest.with {
                $0.agreement = agreement
                $0.page = .init(after: token)
            }
            let page = try await service.listRuns(request)
            return Page(try page.runs.map { try RunRecord($0) }, next: page.nextToken)
        }
    }

    /// Tells of a run's present state and of each later one; returns the last.
    public func watchRun(_ id: String, _ onChange: @escaping @Sendable (RunRecord) -> Void = { _ in }) async throws -> RunRecord {
        try await mappingErrors {
            try await service.watchRun(.with { $0.id = id }) { response in
                var last: RunRecord?
                for try await message in response.messages {
                    let record = try Self.asked(RunRecord(message.run), id)
                    onChange(record)
                    last = record
                }
                guard let last, last.status.isFinal else {
                    throw ClientError(
                        .outcomeUnknown, reason: "OUTCOME_UNKNOWN", message: "the node stopped telling of the run before its end")
                }
                return last
            }
        }
    }

    /// Stops a run that has not ended. What was charged stays charged.
    public func cancelRun(_ id: String) async throws -> RunRecord {
        let request = Cloister_V1_CancelRunRequest.with {
            $0.id = id
            $0.idempotencyKey = .freshIdempotencyKey()
        }
        return try await mappingErrors { try Self.asked(RunRecord(try await service.cancelRun(request).run), id) }
    }

    /// The plaintext of this party's outputs of a succeeded run, by slot.
    ///
    /// - Parameter progress: Called while ciphertext is downloaded with its slot, the bytes so far and the total.
    /// - Throws: ``ClientError`` with code `runFailed` for a run that did not succeed; `SealedDataError` for an output that was altered.
    public func outputs(
        of run: RunRecord, progress: @escaping @Sendable (_ slot: String, _ done: UInt64, _ total: UInt64) -> Void = { _, _, _ in }
    ) async throws -> [String: [UInt8]] {
        guard run.status == .succeeded else {
            throw ClientError(
                .runFailed, reason: run.failure ?? run.status.rawValue.uppercased(),
                message: run.problems.first.map { "slot \($0.slot): \($0.message)" }
                    ?? "the run \(run.id) has no result: it is \(run.status.rawValue)")
        }
        guard let id = RunID(run.id), let agreement = AgreementID(run.agreement) else {
            throw ClientError.invalidAnswer("the service sent a run with a malformed id")
        }
        var result: [String: [UInt8]] = [:]
        for output in run.outputs { result[output.slot] = try await open(output, run: id, agreement: agreement, progress) }
        return result
    }

    private func open(
        _ output: Cloister_V1_RunOutput, run: RunID, agreement: AgreementID,
        _ progress: @escaping @Sendable (String, UInt64, UInt64) -> Void
    ) async throws -> [UInt8] {
        let info = SecretBinding.outputKeyEnvelope(
            run: run, agreement: agreement, slot: output.slot,
            recipientKeyDigest: PartyRegistration.recipientKeyDigest(identity.recipientKey.publicKey.rawRepresentation))
        let envelope = try Envelope(wireBytes: Array(output.keyEnvelope))
        let key = try DataKey(bytes: try envelope.open(with: identity.recipientKey, info: info, associatedData: []))
        let ciphertext = output.ciphertext.isEmpty ? try await download(output, run: run, progress) : Array(output.ciphertext)
        guard Array(SHA256.hash(data: ciphertext)) == Array(output.ciphertextDigest) else {
            throw ClientError.invalidAnswer("the ciphertext of the output “\(output.slot)” is not the committed one")
        }
        return try SealedStream.open(ciphertext, key: key, associatedData: SecretBinding.output(run: run, slot: output.slot))
    }

    private func download(
        _ output: Cloister_V1_RunOutput, run: RunID, _ progress: @escaping @Sendable (String, UInt64, UInt64) -> Void
    ) async throws -> [UInt8] {
        let request = Cloister_V1_DownloadOutputRequest.with {
            $0.run = run.description
            $0.slot = output.slot
        }
        return try await mappingErrors {
            try await service.downloadOutput(request) { response in
                var bytes: [UInt8] = []
                for try await message in response.messages {
                    bytes.append(contentsOf: message.chunk)
                    guard UInt64(bytes.count) <= output.ciphertextLength else {
                        throw ClientError.invalidAnswer("the service sent more than the output's length")
                    }
                    progress(output.slot, UInt64(bytes.count), output.ciphertextLength)
                }
                return bytes
            }
        }
    }

    /// A run that this party has just asked for.
    private func ours(_ run: RunRecord, under agreement: String) throws(ClientError) -> RunRecord {
        guard run.agreement == agreement.lowercased(), run.requester == identity.id.description else {
            throw .invalidAnswer("the service sent another run than was asked for")
        }
        return run
    }

    private static func asked(_ run: RunRecord, _ id: String) throws(ClientError) -> RunRecord {
        guard run.id == id.lowercased() else { throw .invalidAnswer("the service sent another run than was asked for") }
        return run
    }

    private static func messages(_ inputs: [String: RunContent]) -> [Cloister_V1_RunInput] {
        inputs.sorted { $0.key < $1.key }.map { slot, content in
            .with {
                $0.slot = slot
                switch content {
                case .asset(let id): $0.asset = id
                case .inline(let bytes): $0.inline = Data(bytes)
                }
            }
        }
    }
}
