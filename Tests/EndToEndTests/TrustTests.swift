import Attestation
import Client
import ControlAPI
import Foundation
import GRPCCore
import Glibc
import Synchronization
import Testing

extension EndToEnd {
    @Suite struct TrustTests {
        @Test func `[15] A node whose program differs in one byte is refused before anything is sent, with both measurements`() async throws
        {
            let genuine = try await Installation.with { try $0.trust.control.measurements[0] }
            let scratch = try Scratch()
            var program = Processes.bytes(Host.node)
            // The end of the section headers: nobody reads it at run time.
            program[program.count - 1] ^= 1
            let copy = try scratch.write(program, to: "cloisterd-dev")
            chmod(copy, 0o700)
            try await Installation.with {
                $0.program = copy
            } _: { installation in
                let altered = try #require(try installation.trust.control.measurements.first)
                #expect(altered != genuine)
                var trust = try TrustFile(accepting: installation.root)
                trust.pin(genuine, as: .control)
                let (failures, error) = try await refusal(at: installation, trust)
                #expect(failures.map(\.code) == [.measurementNotAccepted])
                #expect(error.code == .appraisalRefused)
                for measurement in [genuine, altered] { #expect(error.message.contains("\(measurement)"), "\(error.message)") }
            }
        }

        @Test func `[14] Without the sentence in the trust file no software TEE is accepted`() async throws {
            try await Installation.with { installation in
                let trusted = try installation.trust
                var trust = TrustFile()
                (trust.control, trust.executor) = (trusted.control, trusted.executor)
                let (failures, error) = try await refusal(at: installation, trust)
                #expect(error.code == .appraisalRefused)
                #expect(failures.contains { $0.code == .softwareTEENotAccepted })
                #expect(failures.contains { $0.code == .platformNotAccepted })
                for sentence in ["", "I accept", TrustFile.softwareAcknowledgement.lowercased(), TrustFile.softwareAcknowledgement + "."] {
                    let json = String(decoding: try trusted.encoded(), as: UTF8.self)
                        .replacing(TrustFile.softwareAcknowledgement, with: sentence)
                    #expect(throws: AttestationError.self) { try TrustFile(json: Array(json.utf8)) }
                }
                #expect(try TrustFile(json: trusted.encoded()) == trusted)
            }
        }

        @Test func `A node that keeps another ledger than the party means is refused`() async throws {
            try await Installation.with { installation in
                let party = try Party("careful")
                let appraiser = try installation.trust.appraiser(installation.root)
                await #expect(throws: ClientError.self) {
                    try await CloisterClient.withClient(
                        to: installation.endpoint, identity: party.identity, appraiser: appraiser, ledgerOrigin: "ledger.example/other",
                        seen: nil
                    ) { _ in Issue.record("the node was accepted") }
                }
                // Of the right ledger, a key that nobody registered learns nothing but its name and its head.
                let refused = try await installation.connect(party) { client in
                    try await Refused(by: client) { _ = try await $0.parties() }
                }
                #expect(refused.reason == "NOT_REGISTERED")
            }
        }

        @Test func `[58] What an executor calls at a control node is refused to a party`() async throws {
            try await Installation.with { installation in
                let party = try Party("curious")
                try await installation.connect(party) { client in
                    let service = Cloister_V1_ExecutorService.Client(wrapping: client.rpc)
                    let error = await #expect(throws: RPCError.self) {
                        try await service.attach { writer in
                            try await writer.write(
                                .with { request in
                                    request.hello = .with {
                                        $0.recipientKey = Data(party.identity.recipientKey.publicKey.rawRepresentation)
                                        $0.capacity = 1
                                    }
                                })
                        } onResponse: { response in
                            for try await _ in response.messages { Issue.record("the party was given work") }
                        }
                    }
                    #expect(error?.code == .permissionDenied && error?.message == "This kind of caller may never do this.")
                }
                let text = try #require(installation.node?.text)
                #expect(text.ranges(of: "an executor attached").count == 1)
            }
        }

        /// What a party that trusts only so much is shown, and that its code never runs.
        private func refusal(at installation: Installation, _ trust: TrustFile) async throws -> ([AppraisalFailure], ClientError) {
            let seen = Mutex<[AppraisalFailure]>([])
            let party = try Party("careful")
            do {
                _ = try await CloisterClient.withClient(
                    to: installation.endpoint, identity: party.identity, appraiser: try trust.appraiser(installation.root),
                    ledgerOrigin: Installation.origin, seen: nil,
                    onAppraised: { record, _ in seen.withLock { $0 = record.appraisal.failures } }
                ) { _ in Issue.record("the node was accepted") }
            } catch let error as ClientError {
                return (seen.withLock { $0 }, error)
            }
            throw SetupError("the node was accepted")
        }
    }
}
