import Client
import Foundation
import Glibc
import Testing

extension EndToEnd {
    /// `cloisterd ledger repair`, the command itself.
    @Suite struct RepairCommandTests {
        /// Runs the command to its end.
        private func repair(_ installation: Installation, _ words: String...) async throws -> (code: Int32, text: String) {
            let program = try RealProgram(
                installation.program, ["ledger", "repair", "--config", installation.configuration] + words,
                log: "\(installation.scratch.path)/\(UUID().uuidString).log")
            let status = try await program.wait()
            return (status & 0x7f == 0 ? (status >> 8) & 0xff : -(status & 0x7f), program.text)
        }

        /// Overwrites an entry in the database, as a disk or an operator might.
        private func damage(_ sequence: Int, in folder: String) async throws {
            let script = """
                import sqlite3
                c = sqlite3.connect('\(folder)/ledger.sqlite')
                c.execute('UPDATE entry SET sealed = zeroblob(100) WHERE sequence = \(sequence)')
                c.commit()
                c.close()
                """
            let program = try RealProgram("/usr/bin/python3", ["-c", script], log: folder + "-damage.log")
            #expect(try await program.wait() == 0, "\(program.text)")
        }

        private func names(_ installation: Installation) throws -> Set<String> {
            Set(try FileManager.default.contentsOfDirectory(atPath: installation.scratch.path + "/state")).filter { $0.hasPrefix("ledger") }
                .reduce(into: []) { $0.insert($1) }
        }

        @Test func `[105] A damaged ledger is repaired only when asked to, from what verifies, and the damaged one is kept`() async throws {
            try await Installation.with { installation in
                let (early, late) = (try Party("early"), try Party("late"))
                try await installation.connect(early) { _ = try await $0.registerParty(name: "early", roles: [.dataOwner]) }
                let running = try await repair(installation, "--replace")
                #expect(running.code == 1 && running.text.contains("open in another process"), "\(running)")
                try await installation.stop()
                let older = installation.scratch.path + "/older"
                try FileManager.default.copyItem(atPath: installation.ledger, toPath: older)
                try await installation.start()
                try await installation.connect(late) { _ = try await $0.registerParty(name: "late", roles: [.dataOwner]) }
                try await installation.stop()
                try await damage(2, in: installation.ledger)
                let refused = try installation.run()
                #expect(try await refused.wait() != 0)
                #expect(refused.text.contains("ntry 2 is not what"), "\(refused.text)")
                let before = try names(installation)

                let unasked = try await repair(installation)
                #expect(unasked.code == 64 && unasked.text.contains("--replace"), "\(unasked)")
                let alone = try await repair(installation, "--replace", "--accept-loss")
                #expect(alone.code == 1 && alone.text.contains("ntry 2 is not what"), "\(alone)")
                #expect(try names(installation) == before)

                let done = try await repair(installation, "--replace", "--copy", older)
                #expect(done.code == 0 && done.text.contains("\"restored\":1"), "\(done)")
                #expect(try names(installation).subtracting(before) == ["ledger.damaged-1", "ledger.repair-1.json"])
                let report = installation.scratch.path + "/state/ledger.repair-1.json"
                #expect(try String(contentsOfFile: report, encoding: .utf8) == done.text)
                #expect(try FileManager.default.attributesOfItem(atPath: report)[.posixPermissions] as? Int == 0o600)

                try await installation.start()
                for party in [early, late] {
                    let known = try await installation.connect(party) { try await $0.party(party.identity.id.description).name }
                    #expect(known == party.name)
                }
                try await installation.stop()
                // The damaged one is what it was.
                let sound = installation.ledger + ".sound"
                try FileManager.default.moveItem(atPath: installation.ledger, toPath: sound)
                try FileManager.default.moveItem(atPath: installation.scratch.path + "/state/ledger.damaged-1", toPath: installation.ledger)
                let again = try installation.run()
                #expect(try await again.wait() != 0 && again.text.contains("ntry 2 is not what"))
            }
        }
    }
}
