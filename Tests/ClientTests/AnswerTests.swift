import Client
import ControlAPI
import ControlPlane
import Crypto
import Foundation
import GRPCCore
import SealedData
import SwiftProtobuf
import Testing
import Wire

/// A node that passed its appraisal may still be broken: what it answers must be what was asked for.
@Suite struct AnswerTests {
    private typealias Runs = Cloister_V1_RunService.Method
    private static let agreement = "00112233445566778899aabbccddeeff"
    private static let runID = "ffeeddccbbaa99887766554433221100"

    private static func run(
        id: String = AnswerTests.runID, agreement: String = AnswerTests.agreement, requester: String, status: String = "succeeded"
    ) -> Cloister_V1_Run {
        .with { ($0.id, $0.agreement, $0.requester, $0.status) = (id, agreement, requester, status) }
    }

    /// The SDK's reason for refusing an answer; nil if it took it.
    private static func reason(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch {
            guard let error = error as? ClientError else { return "\(error)" }
            return error.code == .invalidAnswer ? "invalid" : error.reason
        }
    }

    @Test func `[49][126] A run of another id, agreement or requester than was asked for is refused`() async throws {
        let node = try await LyingNode()
        let me = node.identity.id.description
        let cases: [(Cloister_V1_Run, asked: String?, made: String?)] = [
            (Self.run(requester: me), nil, nil),
            (Self.run(id: Self.agreement, requester: me), "invalid", nil),
            (Self.run(agreement: Self.runID, requester: me), nil, "invalid"),
            (Self.run(requester: PartyID(signingKey: [1]).description), nil, "invalid"),
            (Self.run(requester: me, status: "won"), "invalid", "invalid"),
        ]
        for (run, asked, made) in cases {
            try await node.answering([
                Runs.ShowRun.descriptor: [Cloister_V1_ShowRunResponse.with { $0.run = run }],
                Runs.CancelRun.descriptor: [Cloister_V1_CancelRunResponse.with { $0.run = run }],
                Runs.WatchRun.descriptor: [Cloister_V1_WatchRunResponse.with { $0.run = run }],
                Runs.CreateRun.descriptor: [Cloister_V1_CreateRunResponse.with { $0.run = run }],
                Runs.CallRun.descriptor: [Cloister_V1_CallRunResponse.with { $0.run = run }],
            ]) { client in
                #expect(await Self.reason { _ = try await client.run(Self.runID) } == asked)
                #expect(await Self.reason { _ = try await client.cancelRun(Self.runID) } == asked)
                #expect(await Self.reason { _ = try await client.watchRun(Self.runID) } == asked)
                #expect(await Self.reason { _ = try await client.createRun(agreement: Self.agreement, inputs: [:]) } == made)
                #expect(await Self.reason { _ = try await client.callRun(agreement: Self.agreement, inputs: [:]) } == made)
            }
        }
    }

    @Test func `[126] A watch that ends before the run does is no end of the run`() async throws {
        let node = try await LyingNode()
        let run = Self.run(requester: node.identity.id.description, status: "running")
        for messages in [[], [Cloister_V1_WatchRunResponse.with { $0.run = run }]] {
            try await node.answering([Runs.WatchRun.descriptor: messages]) { client in
                #expect(await Self.reason { _ = try await client.watchRun(Self.runID) } == "OUTCOME_UNKNOWN")
            }
        }
    }

    @Test func `[50][62] An output opens only as the run, the slot and the ciphertext that were committed`() async throws {
        let node = try await LyingNode()
        let (run, agreement) = (try #require(RunID(Self.runID)), try #require(AgreementID(Self.agreement)))
        let key = DataKey()
        let plaintext = Array("tabby cat".utf8)
        let ciphertext = try SealedStream.seal(plaintext, key: key, associatedData: SecretBinding.output(run: run, slot: "labels"))
        let recipient = node.identity.recipientKey.publicKey
        let info = SecretBinding.outputKeyEnvelope(
            run: run, agreement: agreement, slot: "labels",
            recipientKeyDigest: PartyRegistration.recipientKeyDigest(recipient.rawRepresentation))
        let envelope = try key.withUnsafeBytes { try Envelope.seal(Array($0), to: recipient, info: info, associatedData: []).wireBytes }
        let good = Cloister_V1_RunOutput.with {
            ($0.slot, $0.ciphertextDigest) = ("labels", Data(SHA256.hash(data: ciphertext)))
            ($0.ciphertextLength, $0.plaintextLength) = (UInt64(ciphertext.count), UInt64(plaintext.count))
            $0.keyEnvelope = Data(envelope)
        }
        func changed(_ change: (inout Cloister_V1_RunOutput) -> Void) -> Cloister_V1_RunOutput {
            var output = good
            change(&output)
            return output
        }
        let altered = ciphertext.dropLast() + [ciphertext[ciphertext.count - 1] ^ 1]
        let cases: [(Cloister_V1_RunOutput, chunks: [[UInt8]], isOpened: Bool)] = [
            (changed { $0.ciphertext = Data(ciphertext) }, [], true),
            (good, [Array(ciphertext[..<20]), Array(ciphertext[20...])], true),
            (good, [ciphertext, [0]], false),
            (good, [Array(ciphertext.dropLast())], false),
            (good, [Array(altered)], false),
            (good, [], false),
            (changed { ($0.ciphertext, $0.ciphertextDigest) = (Data(altered), Data(SHA256.hash(data: altered))) }, [], false),
            (changed { ($0.slot, $0.ciphertext) = ("other", Data(ciphertext)) }, [], false),
        ]
        for (index, (output, chunks, isOpened)) in cases.enumerated() {
            for (id, isSame) in [(Self.runID, true), (Self.agreement, false)] {
                var message = Self.run(id: id, requester: node.identity.id.description)
                message.outputs = [output]
                let record = try RunRecord(message)
                let answers = chunks.map { chunk in Cloister_V1_DownloadOutputResponse.with { $0.chunk = Data(chunk) } }
                let opened = try await node.answering([Runs.DownloadOutput.descriptor: answers]) { client in
                    try? await client.outputs(of: record)
                }
                #expect(opened == (isOpened && isSame ? ["labels": plaintext] : nil), "case \(index), \(id)")
            }
        }
    }

    @Test func `[49][126] A party, asset, function or agreement other than the one asked for is refused`() async throws {
        let node = try await LyingNode()
        let party = Cloister_V1_Party.with {
            $0.signingKey = Data(node.identity.signingKey)
            $0.id = node.identity.id.description
        }
        var misnamed = party
        misnamed.id = Self.runID
        for (answer, id, expected) in [(party, party.id, nil), (party, Self.runID, "invalid"), (misnamed, Self.runID, "invalid")] {
            try await node.answering([
                Cloister_V1_PartyService.Method.ShowParty.descriptor: [Cloister_V1_ShowPartyResponse.with { $0.party = answer }]
            ]) { client in
                #expect(await Self.reason { _ = try await client.party(id) } == expected)
            }
        }
        let asset = AssetRegistration(
            ledgerOrigin: LyingNode.origin, owner: node.identity.id, name: "data", ciphertextDigest: .init(repeating: 1, count: 32),
            ciphertextLength: 9, plaintextLength: 1, keyCommitment: .init(repeating: 2, count: 32), usage: UsagePolicy(functions: []),
            release: ReleasePolicy(measurements: []), wrappedKey: [1])
        let document = try SignedDocument(asset) { try node.identity.signature(over: $0) }
        for (told, asked, expected) in [
            (asset.id.description, asset.id.description, nil), (asset.id.description, Self.runID, "invalid"),
            (Self.runID, Self.runID, "invalid"),
        ] {
            let answer = Cloister_V1_ShowAssetResponse.with {
                $0.asset.id = told
                $0.asset.registration = .with { ($0.document, $0.signature) = (Data(document.bytes), Data(document.signature)) }
                $0.asset.key = "held"
            }
            try await node.answering([Cloister_V1_AssetService.Method.ShowAsset.descriptor: [answer]]) { client in
                #expect(await Self.reason { _ = try await client.asset(asked) } == expected)
            }
        }
        let empty = Cloister_V1_ShowAgreementResponse.with { $0.agreement.id = Self.agreement }
        let function = Cloister_V1_ShowFunctionResponse.with { $0.function.digest = String(repeating: "0", count: 64) }
        try await node.answering([
            Cloister_V1_AgreementService.Method.ShowAgreement.descriptor: [empty],
            Cloister_V1_FunctionService.Method.ShowFunction.descriptor: [function],
        ]) { client in
            #expect(await Self.reason { _ = try await client.agreement(Self.agreement) } == "invalid")
            #expect(await Self.reason { _ = try await client.function(String(repeating: "0", count: 64)) } == "invalid")
        }
    }

    @Test func `An upload that was stored as something else is no asset`() async throws {
        let node = try await LyingNode()
        let folder = FileManager.default.temporaryDirectory.path + "/client-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: folder + "/plain"))
        let answer = Cloister_V1_UploadBlobResponse.with { $0.digest = Data(repeating: 1, count: 32) }
        try await node.answering([Cloister_V1_AssetService.Method.UploadBlob.descriptor: [answer]]) { client in
            let reason = await Self.reason {
                _ = try await client.createAsset(
                    path: folder + "/plain", name: "data", policy: AssetPolicy(functions: []), scratch: folder)
            }
            #expect(reason == "invalid")
        }
    }

    @Test func `A ledger that calls itself otherwise inside the session is refused`() async throws {
        let reason = await Self.reason { try await LyingNode().answering([:], showing: { $0.origin = "ledger.test/other" }) { _ in } }
        #expect(reason == "invalid")
    }

    @Test func `[102] A message that is too large has a reason of its own, and the connection lives on`() async throws {
        let node = try await LyingNode()
        let run = Self.run(requester: node.identity.id.description)
        try await node.answering([
            Runs.CreateRun.descriptor: [Cloister_V1_CreateRunResponse.with { $0.run = run }],
            Runs.ShowRun.descriptor: [Cloister_V1_ShowRunResponse.with { $0.run = run }],
            Runs.CancelRun.descriptor: [
                Cloister_V1_CancelRunResponse.with { $0.run.failure = String(repeating: "x", count: 16 << 20) }
            ],
        ]) { client in
            let inputs = ["photo": RunContent.inline([UInt8](repeating: 0, count: 16 << 20))]
            do {
                _ = try await client.createRun(agreement: Self.agreement, inputs: inputs)
                Issue.record("it was sent")
            } catch let error as ClientError {
                #expect(error.reason == "MESSAGE_TOO_LARGE" && error.code == .refused)
                #expect(error.message.contains("\(16 << 20)"))
            }
            // A node's own answer is bounded as well.
            #expect(await Self.reason { _ = try await client.cancelRun(Self.runID) } == "MESSAGE_TOO_LARGE")
            #expect(try await client.run(Self.runID).status == .succeeded)
        }
    }
}
