import Client
import ControlPlane
import Foundation
import Testing

extension EndToEnd {
    @Suite struct SecrecyTests {
        private static let payloadCanary = "CANARY-OF-THE-PAYLOAD"
        private static let modelCanary = "CANARY-OF-THE-MODEL"
        private static let inputCanary = "CANARY-OF-THE-INPUT"
        private static let canaries = [payloadCanary, modelCanary, inputCanary]

        @Test func `[117] No plaintext of payload, model, inputs or outputs is in files, logs, command lines or environments`() async throws
        {
            try await Installation.with { installation in
                let parties = try await Consortium(at: installation)
                let label = "\"\(Self.payloadCanary)\""
                let proposal = try await parties.agree(
                    .init(payload: Pipelines.pipeline(labels: "\"labels\":[\(label),\(label),\(label)]"), model: Self.model))
                let run = try await parties.call(proposal, photo: Self.photo)
                #expect(run.status == .succeeded, "\(run)")
                let labels = try await installation.connect(parties.business) { try await $0.outputs(of: run)["labels"] ?? [] }
                #expect(Self.found(in: labels) == [Self.payloadCanary])
                // Failures speak, too.
                #expect(try await parties.call(proposal, photo: Array(Self.inputCanary.utf8)).status == .failed)
                let digest = try #require(FunctionDigest(proposal.function.digest))
                let sealed = try await parties.seal(Self.photo, of: parties.business, name: "photo", for: digest)
                let second = try await installation.connect(parties.business) { client in
                    let run = try await client.createRun(agreement: proposal.id, inputs: ["photo": .asset(sealed.id)])
                    return try await client.watchRun(run.id)
                }
                #expect(second.status == .succeeded)
                try leavesNoTrace(installation)
            }
        }

        private func leavesNoTrace(_ installation: Installation) throws {
            let files = installation.scratch.files
            #expect(files.contains { $0.hasSuffix("/ledger.sqlite") } && files.contains { $0.hasSuffix("/node.log") })
            #expect(files.contains { $0.contains("/state/blobs/") })
            for file in files { #expect(Self.found(in: Processes.bytes(file)) == [], "\(file)") }
            let node = try #require(installation.node)
            let processes = [node.pid, installation.measurer.pid] + node.descendants
            #expect(processes.count >= 4, "the node, the measurer, the executor and a warm jail")
            for process in processes {
                for name in ["cmdline", "environ"] {
                    #expect(Self.found(in: Processes.bytes("/proc/\(process)/\(name)")) == [], "\(name) of \(process)")
                }
            }
        }

        private static func found(in bytes: [UInt8]) -> [String] {
            let data = Data(bytes)
            return canaries.filter { data.range(of: Data($0.utf8)) != nil }
        }

        /// The model with a canary in the field for documentation, which ONNX Runtime skips.
        private static let model = TinyModel.colours + [6 << 3 | 2, UInt8(modelCanary.utf8.count)] + Array(modelCanary.utf8)

        /// An image whose pixels, which PNG holds uncompressed here, spell a canary.
        private static let photo: [UInt8] = {
            let text = Array(inputCanary.utf8)
            let row = [0] + (0..<48).map { text[$0 % text.count] }
            return TinyImage.png(width: 16, height: 12, rows: Array(repeatElement(row, count: 12).joined()))
        }()
    }
}
