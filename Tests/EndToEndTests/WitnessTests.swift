import Attestation
import AttestedTransport
import Client
import ControlPlane
import Foundation
import Glibc
import Testing
import Wire

extension EndToEnd {
    @Suite struct WitnessTests {
        /// The time that the node said its ledger has, when it opened it last.
        private func ledgerTime(_ installation: Installation) throws -> UInt64 {
            let line = try #require(installation.node?.text.split(separator: "\n").last { $0.contains("the ledger is open") })
            let text = try #require(line.split(separator: " ").first { $0.hasPrefix("time=") })
            return try #require(UInt64(text.dropFirst("time=".count)))
        }

        @Test func `[37][40][124][125] With a quorum of witnesses an older copy of a node's state is refused, and the newest goes on`()
            async throws
        {
            try await Installation.with {
                $0.witnesses = 3
            } _: { installation in
                let party = try Party("early")
                try await installation.connect(party) { _ = try await $0.registerParty(name: party.name, roles: [.dataOwner]) }
                try await installation.stop()
                let (state, copy) = (installation.scratch.path + "/state", installation.scratch.path + "/copy")
                try FileManager.default.copyItem(atPath: state, toPath: copy)
                try await installation.start()
                try await installation.stop()
                // The operator puts the copy in its place.
                try FileManager.default.moveItem(atPath: state, toPath: state + ".newer")
                try FileManager.default.copyItem(atPath: copy, toPath: state)
                let refused = try installation.run()
                #expect(try await refused.wait() != 0)
                #expect(refused.text.contains("witnesses must cosign"), "\(refused.text)")
                #expect(!refused.text.contains("serving"))
                try FileManager.default.removeItem(atPath: state)
                try FileManager.default.moveItem(atPath: state + ".newer", toPath: state)
                try await installation.start()
                let known = try await installation.connect(party) { try await $0.party(party.identity.id.description).name }
                #expect(known == party.name)
            }
        }

        @Test func `[43] A client that demands witnesses accepts a head that they cosigned, and refuses one that they did not`()
            async throws
        {
            try await Installation.with {
                $0.witnesses = 3
            } _: { installation in
                let scratch = try Scratch()
                let command = CommandLineProgram(in: scratch)
                _ = try await command.run("init", "--name", "careful", "--role", "dataOwner").expect(0)
                let words = [
                    "attest", "--server", "\(installation.endpoint)", "--accept-software-tee", TrustFile.softwareAcknowledgement,
                    "--software-root",
                    installation.root.hex, "--pin",
                ]
                let file = try scratch.write(Array(try #require(installation.witnesses?.trust).utf8), to: "witnesses.json")
                _ = try await command.run(words + ["--witnesses", file]).expect(0)
                #expect(try String(contentsOfFile: command.home + "/node.json", encoding: .utf8).contains("witness.example/w1"))
                let others = try await WitnessProcesses(3, in: scratch)
                let foreign = try scratch.write(Array(others.trust.utf8), to: "foreign.json")
                let refused = try await command.run(words + ["--witnesses", foreign])
                #expect(refused.code != 0 && refused.text.contains("LEDGER_UNWITNESSED"), "\(refused.text)")
            }
        }

        @Test(
            .enabled(if: access(FakeTime.library, R_OK) == 0, "needs Debian's libfaketime"),
            arguments: ["-3650d", "+3650d", "2016-01-01 00:00:00"])
        func `[106][134] With a quorum the ledger has the witnesses' time, whether the host's clock is years off or stands still`(
            clock: String
        )
            async throws
        {
            try await Installation.with {
                $0.witnesses = 3
            } _: { installation in
                try await installation.stop()
                try installation.fake(clock)
                try await installation.start()
                let now = UInt64(time(nil))
                let told = try ledgerTime(installation)
                #expect((now - 600...now + 60).contains(told), "\(told) at \(now)")
                // Good order takes long where the clock lies, and is not what is shown here.
                installation.node?.signal(SIGKILL)
            }
        }

        @Test(.enabled(if: access(FakeTime.library, R_OK) == 0, "needs Debian's libfaketime"))
        func `[106][134] Without witnesses a host clock that is set back by years does not move the ledger's time back`() async throws {
            try await Installation.with { installation in
                let now = UInt64(time(nil))
                let party = try Party("early")
                try await installation.connect(party) { _ = try await $0.registerParty(name: party.name, roles: [.dataOwner]) }
                try await installation.stop()
                try installation.fake("-3650d")
                try await installation.start()
                #expect(try ledgerTime(installation) >= now - 600)
                #expect(installation.node?.text.contains("NO WITNESSES") == true)
                installation.node?.signal(SIGKILL)
            }
        }

        @Test func `[42] Without a quorum a call says so, and the node goes on when the witnesses are back`() async throws {
            try await Installation.with {
                $0.witnesses = 3
            } _: { installation in
                let witnesses = try #require(installation.witnesses)
                let party = try Party("patient")
                try await installation.connect(party) { client in
                    try await witnesses.kill()
                    let refused = try await Refused(by: client) { _ = try await $0.registerParty(name: party.name, roles: [.dataOwner]) }
                    #expect(refused.reason == "LEDGER_UNWITNESSED", "\(refused.message)")
                    try await witnesses.startAgain()
                    // Whether it had happened was open. It had, and nobody was told before a quorum knew.
                    let known = try await eventually("the witnesses") { try? await client.party(party.identity.id.description).name }
                    #expect(known == party.name)
                }
            }
        }
    }
}
