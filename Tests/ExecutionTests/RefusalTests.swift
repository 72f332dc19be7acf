import ControlPlane
import Glibc
import SealedData
import Testing
import Wire

@testable import Execution

/// Each test changes one thing that the executor must not believe. Nothing of these runs ever reaches a jail.
@Suite(.enabled(if: Host.canRun, Host.why)) struct RefusalTests {
    private let scenario: Scenario

    init() throws { scenario = try Scenario() }

    private func outcome(_ change: (inout Assignment) throws -> Void) async throws -> String {
        let executor = try await scenario.executor()
        var assignment = try scenario.assignment(photo: TinyImage.green)
        try change(&assignment)
        let result = await executor.execute(assignment, unwrap: scenario.executorKey)
        #expect(executor.jailCount == (0, 0))
        await executor.shutdown()
        return Scenario.failure(result)
    }

    /// Replaces the model's parts.
    private func changeModel(
        _ assignment: inout Assignment,
        _ change: (SignedDocument<AssetRegistration>, [UInt8], String, [UInt8]) throws -> AssignedInput.Content
    ) throws {
        guard case .asset(let registration, let key, let origin, let envelope) = assignment.inputs[0].content else { return }
        assignment.inputs[0].content = try change(registration, key, origin, envelope)
    }

    @Test func `[54] A payload that is not the committed one is refused`() async throws {
        #expect(try await outcome { $0.saltedPayload[40] ^= 1 } == "FUNCTION_INVALID")
        #expect(try await outcome { $0.saltedPayload[0] ^= 1 } == "FUNCTION_INVALID")
        #expect(try await outcome { $0.saltedPayload = [] } == "FUNCTION_INVALID")
    }

    @Test func `[52] A function other than the agreed one is refused`() async throws {
        let other = try Scenario().manifest()
        #expect(try await outcome { $0.manifest = other } == "FUNCTION_INVALID")
    }

    @Test func `[52] Terms other than the agreement's are refused`() async throws {
        #expect(try await outcome { $0.terms.limits.outputBytes = 1 << 30 } == "FUNCTION_INVALID")
    }

    @Test func `A registration that its owner did not sign is refused`() async throws {
        let outcome = try await outcome { assignment in
            try changeModel(&assignment) { registration, key, origin, envelope in
                var signature = registration.signature
                signature[63] ^= 1
                return .asset(
                    registration: try SignedDocument(bytes: registration.bytes, signature: signature), ownerSigningKey: key,
                    ledgerOrigin: origin,
                    keyEnvelope: envelope)
            }
        }
        #expect(outcome == "INPUT_UNAVAILABLE model:OWNER_SIGNATURE_INVALID")
    }

    @Test func `[122] An asset that another party registered in its own name is refused`() async throws {
        let thief = scenario.business
        let outcome = try await outcome { assignment in
            try changeModel(&assignment) { registration, _, origin, envelope in
                var body = registration.body
                body.owner = thief.id
                return .asset(registration: try thief.sign(body), ownerSigningKey: thief.key, ledgerOrigin: origin, keyEnvelope: envelope)
            }
        }
        #expect(outcome == "INPUT_UNAVAILABLE model:UNKNOWN_SLOT")
    }

    @Test func `[122] An asset provided with a run opens only with its own owner's key`() async throws {
        // The business registers the model's ciphertext and envelope as its own, under a lax policy, and provides it as its photo.
        let (model, business) = (scenario.model, scenario.business)
        let digest = try scenario.manifest().body.functionDigest
        let key = DataKey()
        let original = try scenario.asset(TinyImage.green, of: model, key: key, usage: [])
        let stolen = try scenario.input("photo", original, of: model, key: key)
        guard case .asset(_, _, _, let envelope) = stolen.content else { return }
        var body = original.body
        (body.owner, body.usage) = (business.id, UsagePolicy(functions: [digest]))
        let registration = try business.sign(body)
        let outcome = try await outcome {
            $0.inputs[1].content = .asset(
                registration: registration, ownerSigningKey: business.key, ledgerOrigin: scenario.origin, keyEnvelope: envelope)
        }
        #expect(outcome == "INPUT_UNAVAILABLE photo:KEY_MISMATCH")
    }

    @Test func `[64] A key that its owner did not commit to is refused`() async throws {
        let (model, origin) = (scenario.model, scenario.origin)
        let other = DataKey()
        let outcome = try await outcome { assignment in
            try changeModel(&assignment) { registration, key, _, _ in
                let info = registration.body.keyInfo(ledgerOrigin: origin, ownerSigningKey: model.key)
                let envelope = try Envelope.seal(other, to: scenario.executorKey.publicKey, info: info)
                return .asset(registration: registration, ownerSigningKey: key, ledgerOrigin: origin, keyEnvelope: envelope.wireBytes)
            }
        }
        #expect(outcome == "INPUT_UNAVAILABLE model:KEY_MISMATCH")
    }

    @Test func `An envelope that is not one, or for another ledger, is refused`() async throws {
        let broken = try await outcome { assignment in
            try changeModel(&assignment) { registration, key, origin, envelope in
                .asset(registration: registration, ownerSigningKey: key, ledgerOrigin: origin, keyEnvelope: Array(envelope.dropLast()))
            }
        }
        #expect(broken == "INPUT_UNAVAILABLE model:KEY_MISMATCH")
        let elsewhere = try await outcome { assignment in
            try changeModel(&assignment) { registration, key, _, envelope in
                .asset(registration: registration, ownerSigningKey: key, ledgerOrigin: "elsewhere.example", keyEnvelope: envelope)
            }
        }
        #expect(elsewhere == "INPUT_UNAVAILABLE model:OWNER_SIGNATURE_INVALID")
    }

    @Test func `A function that the asset's policy does not name is refused`() async throws {
        scenario.allowed = []
        #expect(try await outcome { _ in } == "INPUT_UNAVAILABLE model:USAGE_NOT_ALLOWED")
    }

    @Test func `[68][79] A ciphertext that is missing, altered or another one never reaches a jail`() async throws {
        let assignment = try scenario.assignment(photo: TinyImage.green)
        guard case .asset(let registration, _, _, _) = assignment.inputs[0].content else { return }
        let digest = registration.body.ciphertextDigest
        let path = scenario.blobs.path(of: digest)
        var sealed = try scenario.blobs.read(digest)
        sealed[sealed.count - 20] ^= 1
        try Self.overwrite(path, sealed)
        #expect(try await outcome { _ in } == "INPUT_UNAVAILABLE model:DATA_DAMAGED")
        sealed[sealed.count - 20] ^= 1
        try Self.overwrite(path, sealed + [0])
        #expect(try await outcome { _ in } == "INPUT_UNAVAILABLE model:DATA_DAMAGED")
        try Self.overwrite(path, Array(sealed.dropLast()))
        #expect(try await outcome { _ in } == "INPUT_UNAVAILABLE model:DATA_DAMAGED")
        #expect(try scenario.blobs.remove(digest))
        #expect(try await outcome { _ in } == "INPUT_UNAVAILABLE model:DATA_MISSING")
    }

    @Test func `[51] Slots that the function does not have, twice, or of another party are refused`() async throws {
        #expect(try await outcome { $0.inputs[1].slot = "other" } == "INPUT_UNAVAILABLE")
        #expect(try await outcome { $0.inputs.removeLast() } == "INPUT_UNAVAILABLE")
        #expect(try await outcome { $0.inputs.append($0.inputs[1]) } == "INPUT_UNAVAILABLE")
        let stranger = scenario.function.id
        #expect(try await outcome { $0.inputs[1].owner = stranger } == "INPUT_UNAVAILABLE photo:UNKNOWN_SLOT")
        #expect(try await outcome { $0.inputs[0].content = .inline(TinyModel.colours) } == "INPUT_UNAVAILABLE model:UNKNOWN_SLOT")
    }

    @Test func `[89] Inputs larger than agreed are refused`() async throws {
        scenario.photoSlotBytes = 100
        #expect(try await outcome { _ in } == "INPUT_REJECTED photo:INPUT_TOO_LARGE")
    }

    @Test func `Inputs that are together larger than agreed are refused`() async throws {
        scenario.inputBytes = UInt64(TinyModel.colours.count) + 10
        #expect(try await outcome { _ in } == "INPUT_REJECTED photo:INPUT_TOO_LARGE")
    }

    @Test func `A profile that the executor does not have is refused`() async throws {
        scenario.profile = "unknown"
        #expect(try await outcome { _ in } == "EXECUTOR_FAILED")
    }

    @Test func `A runtime that the executor does not have is refused`() async throws {
        scenario.runtime = .wasm
        #expect(try await outcome { _ in } == "FUNCTION_INVALID")
    }

    private static func overwrite(_ path: String, _ bytes: [UInt8]) throws {
        let descriptor = open(path, O_WRONLY | O_TRUNC)
        guard descriptor >= 0 else { throw SystemError("open a blob", errno) }
        defer { close(descriptor) }
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written == bytes.count else { throw SystemError("write a blob", errno) }
    }
}
