import Client
import Foundation
import Glibc
import Testing

extension EndToEnd {
    /// A node that lost its ledger's keys, and the holders who give them back.
    @Suite struct RecoveryTests {
        /// A holder's home and its line for the node's configuration.
        private struct Holder {
            let scratch: Scratch
            let command: CommandLineProgram
            let key: String

            init(_ name: String) async throws {
                scratch = try Scratch()
                command = CommandLineProgram(in: scratch)
                _ = try await command.run("init", "--name", name, "--role", "dataOwner").expect(0)
                let said = try await command.run("recovery", "enroll").expect(0)
                let line = try #require(said.split(separator: "\n").last { $0.hasPrefix("{") })
                key = try #require(try JSONDecoder().decode([String: String].self, from: Data(line.utf8))["key"])
            }
        }

        private func withHolders(_ body: (Installation, [Holder]) async throws -> Void) async throws {
            var holders: [Holder] = []
            for name in ["one", "two", "three", "stranger"] { holders.append(try await Holder(name)) }
            let keys = holders.prefix(3).map(\.key)
            try await Installation.with {
                $0.recoveryHolders = keys
            } _: { installation in
                for holder in holders { _ = try await holder.command.run(installation.pinning).expect(0) }
                try await body(installation, holders)
            }
        }

        /// Removes the ledger's keys, and starts a node that waits for the holders.
        private func recover(_ installation: Installation, _ program: String? = nil) async throws -> RealProgram {
            unlink(installation.scratch.path + "/state/ledger.keys")
            unlink(installation.scratch.path + "/node.log")
            let node = try installation.run(program, "--recover")
            try await hear("RECOVERY:", from: node)
            return node
        }

        private func hear(_ words: String, from node: RealProgram) async throws {
            _ = try await eventually(words) {
                guard node.ended == nil else { throw SetupError("the node ended: \(node.text)") }
                return node.text.contains(words) ? true : nil
            }
        }

        private func refused(_ command: CommandLineProgram, _ reason: String) async throws {
            let outcome = try await command.run("recovery", "approve")
            #expect(outcome.code != 0 && outcome.text.contains(reason), "\(outcome)")
        }

        @Test func `[44][130] Two of three holders give a node its keys back, and clients go on where they were`() async throws {
            try await withHolders { installation, holders in
                let party = try Party("early")
                let seen = try await installation.connect(party) { client in
                    _ = try await client.registerParty(name: party.name, roles: [.dataOwner])
                    return client.ledger.seen
                }
                try await installation.stop()
                let unneeded = try installation.run(nil, "--recover")
                #expect(try await unneeded.wait() != 0)
                #expect(unneeded.text.contains("nothing to recover"), "\(unneeded.text)")

                // Software that nobody has appraised gets no share.
                let altered = installation.scratch.path + "/altered"
                try (Data(contentsOf: URL(fileURLWithPath: installation.program)) + [0]).write(to: URL(fileURLWithPath: altered))
                chmod(altered, 0o700)
                let hostile = try await recover(installation, altered)
                try await refused(holders[0].command, "NOT")
                #expect(!hostile.text.contains("a holder approved"))
                await hostile.end()

                let node = try await recover(installation)
                let status = try await holders[1].command.run("recovery", "status").expect(0)
                #expect(
                    status.contains("\"approved\":0") && status.contains("\"you\":2") && status.contains("\"threshold\":2"), "\(status)")
                _ = try await holders[0].command.run("recovery", "approve").expect(0)
                try await refused(holders[0].command, "RECOVERY_REPEATED_HOLDER")
                try await refused(holders[3].command, "RECOVERY_NOT_A_HOLDER")
                #expect(!node.text.contains("were recovered"))
                _ = try await holders[2].command.run("recovery", "approve").expect(0)
                try await hear("serving", from: node)
                let (found, name) = try await installation.connect(party, seen: seen) { client in
                    (try await client.entries().entries.flatMap(\.fields), try await client.party(party.identity.id.description).name)
                }
                #expect(name == party.name)
                let kinds = found.filter { $0.name == "kind" }.map { String(decoding: $0.value, as: UTF8.self) }
                #expect(kinds.contains("keys-recovered") && kinds.contains("recovery-set"), "\(kinds)")
                await node.end()

                // The keys are the node's again, for good; and there is a new package.
                try await installation.start()
                let known = try await installation.connect(party, seen: seen) { try await $0.party(party.identity.id.description).name }
                #expect(known == party.name)
            }
        }

        @Test func `[46][47] Holders give nothing for another ledger's keys, and an older ledger than they have seen is not opened`()
            async throws
        {
            try await withHolders { installation, holders in
                try await installation.stop()
                let (state, copy) = (installation.scratch.path + "/state", installation.scratch.path + "/copy")
                try FileManager.default.copyItem(atPath: state, toPath: copy)
                try await installation.start()
                _ = try await holders[0].command.run("ledger", "head").expect(0)
                try await installation.stop()
                try FileManager.default.removeItem(atPath: state)
                try FileManager.default.copyItem(atPath: copy, toPath: state)
                let older = try await recover(installation)
                for holder in holders.prefix(2) { _ = try await holder.command.run("recovery", "approve").expect(0) }
                #expect(try await older.wait() != 0)
                #expect(!older.text.contains("serving") && access(state + "/ledger.keys", F_OK) != 0, "\(older.text)")

                // An attacker's ledger of the same name, with a package for the same holders.
                try FileManager.default.removeItem(atPath: state)
                let other = try installation.run()
                try await hear("can be recovered", from: other)
                await other.end()
                let hostile = try await recover(installation)
                for holder in holders.prefix(3) { try await refused(holder.command, "RECOVERY_OTHER_LEDGER") }
                #expect(!hostile.text.contains("a holder approved"))
                await hostile.end()
            }
        }
    }
}
