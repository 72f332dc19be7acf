import Foundation
import Glibc
import Testing

extension EndToEnd {
    /// `cloister witness` as an operator types it: what it says, and its exit codes.
    @Suite struct WitnessCommandTests {
        private static let log = "cloister.example/ledger/1+ae289522+AaCapfR6Z1mAL/lV+NwtKhSlyZ0jvpf4ZBJ/+Tg0VaTw"

        /// Runs `cloister witness` to its end.
        private func run(_ words: [String], in scratch: Scratch) async throws -> (code: Int32, text: String) {
            let program = try RealProgram(Host.client, ["witness"] + words, log: "\(scratch.path)/\(UUID().uuidString).log")
            let status = try await program.wait()
            return (status & 0x7f == 0 ? (status >> 8) & 0xff : -(status & 0x7f), program.text)
        }

        @Test func `The commands of a witness, what they print and how they end`() async throws {
            let scratch = try Scratch()
            let folder = scratch.path + "/w"
            let script: [(words: [String], code: Int32, text: String)] = [
                ([], 0, "init"), (["nonsense"], 64, "nonsense"), (["init", "--folder", folder], 64, "--name"),
                (["init", "--folder", folder, "--name", "a name"], 64, "spaces"),
                (["init", "--folder", folder, "--name", "witness.example/w1"], 0, "witness  witness.example/w1+"),
                (["init", "--folder", folder, "--name", "witness.example/w1"], 7, "not overwritten"),
                (["show", "--folder", folder], 0, "witness.example/w1+"), (["show", "--folder", folder, "--json"], 0, "\"logs\":[]"),
                (["show", "--folder", scratch.path + "/none"], 7, "witness init"),
                (["serve", "--folder", folder, "--listen", "127.0.0.1:0"], 64, "--log"),
                (["serve", "--folder", folder, "--listen", "127.0.0.1", "--log", Self.log], 64, "HOST:PORT"),
                (["serve", "--folder", folder, "--listen", "127.0.0.1:65536", "--log", Self.log], 64, "HOST:PORT"),
                (["serve", "--folder", folder, "--listen", "127.0.0.1:0", "--log", "nonsense"], 64, "verifier key"),
                (["serve", "--folder", scratch.path + "/none", "--listen", "127.0.0.1:0", "--log", Self.log], 7, "witness init"),
            ]
            for (words, code, text) in script {
                let outcome = try await run(words, in: scratch)
                #expect(outcome.code == code && outcome.text.contains(text), "\(words): \(outcome)")
            }
            #expect(try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int == 0o700)
            for file in ["state", "key", "lock"] {
                #expect(try FileManager.default.attributesOfItem(atPath: folder + "/" + file)[.posixPermissions] as? Int == 0o600)
            }
        }

        @Test func `[42][105] One process is a witness, and none whose memory is damaged, open to others or gone`() async throws {
            let scratch = try Scratch()
            let folder = scratch.path + "/w"
            #expect(try await run(["init", "--folder", folder, "--name", "witness.example/w1"], in: scratch).code == 0)
            let serve = ["serve", "--folder", folder, "--listen", "127.0.0.1:0", "--log", Self.log]
            let program = try RealProgram(Host.client, ["witness"] + serve, log: scratch.path + "/serve.log")
            _ = try await eventually("the witness") { program.text.contains("serves at http://127.0.0.1:") ? true : nil }
            for words in [serve, ["show", "--folder", folder]] {
                let second = try await run(words, in: scratch)
                #expect(second.code == 7 && second.text.contains("is locked"), "\(second)")
            }
            program.signal(SIGTERM)
            #expect(try await program.wait() == 0)

            let state = folder + "/state"
            let good = try Data(contentsOf: URL(fileURLWithPath: state))
            func refused(_ text: String) async throws {
                for words in [serve, ["show", "--folder", folder]] {
                    let outcome = try await run(words, in: scratch)
                    #expect(outcome.code == 7 && outcome.text.contains(text), "\(outcome)")
                }
            }
            chmod(state, 0o644)
            try await refused("chmod 600")
            chmod(state, 0o600)
            var bad = good
            bad[good.count / 2] ^= 1
            try bad.write(to: URL(fileURLWithPath: state))
            try await refused("damaged")
            try FileManager.default.removeItem(atPath: state)
            try await refused("witness init")
            // Nor is the key of a witness that forgot taken up again.
            #expect(try await run(["init", "--folder", folder, "--name", "witness.example/w1"], in: scratch).code == 7)
        }
    }
}
