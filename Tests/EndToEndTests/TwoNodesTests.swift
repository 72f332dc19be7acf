import AttestedTransport
import Client
import Foundation
import Glibc
import Testing

extension EndToEnd {
    /// Two real nodes on copies of one state.
    @Suite struct TwoNodesTests {
        /// Whether a node that was started has come to serve; waits until it does, or ends.
        private func serves(_ node: RealProgram) async throws -> Bool {
            try await eventually("the node's decision") {
                if node.text.contains("serving") { return true }
                return node.ended == nil ? nil : false
            }
        }

        private func register(_ name: String, _ installation: Installation, at endpoint: Endpoint? = nil) async throws -> SeenLedger {
            let party = try Party(name)
            return try await installation.connect(party, at: endpoint) { client in
                _ = try await client.registerParty(name: name, roles: [.dataOwner])
                _ = try await client.party(party.identity.id.description)
                return client.ledger.seen
            }
        }

        private func refusal(_ installation: Installation, showing seen: SeenLedger, at endpoint: Endpoint?) async throws -> String {
            let error = await #expect(throws: ClientError.self) {
                try await installation.connect(try Party("returning"), seen: seen, at: endpoint) { _ in
                    Issue.record("a contradiction was accepted")
                }
            }
            #expect(error?.code == .ledgerContradicted)
            return error?.reason ?? ""
        }

        @Test func `[37][40][43][44] Without witnesses both copies run, and each client that remembers more refuses the other one`()
            async throws
        {
            try await Installation.with { installation in
                _ = try await register("before", installation)
                await installation.node?.end()
                let (configuration, endpoint) = try installation.copyState(to: "twin")
                try await installation.start()
                let twin = try RealProgram(
                    installation.program, ["control", "--config", configuration], log: installation.scratch.path + "/twin.log")
                #expect(try await serves(twin), "\(twin.text)")
                // Both run, and both acknowledge.
                let first = try await register("at the first", installation)
                let second = try await register("at the second", installation, at: endpoint)
                // What one client saw, the other node never had.
                let fromSecond = try await refusal(installation, showing: first, at: endpoint)
                let fromFirst = try await refusal(installation, showing: second, at: nil)
                for reason in [fromFirst, fromSecond] { #expect(["LEDGER_ROLLED_BACK", "LEDGER_FORKED"].contains(reason), "\(reason)") }
                // From then on neither goes on.
                for place in [nil, endpoint] {
                    let error = await #expect(throws: ClientError.self) { _ = try await register("late", installation, at: place) }
                    #expect(error?.reason == (place == nil ? fromFirst : fromSecond))
                }
                await twin.end()
            }
        }

        @Test func `[37][40][44][125] With witnesses one of two copies that start at once goes on, and the other serves nobody`()
            async throws
        {
            try await Installation.with {
                $0.witnesses = 3
            } _: { installation in
                _ = try await register("before", installation)
                await installation.node?.end()
                let (configuration, endpoint) = try installation.copyState(to: "twin")
                let log = installation.scratch.path + "/twin.log"
                let nodes = [
                    try RealProgram(installation.program, ["control", "--config", installation.configuration], log: log + "-first"),
                    try RealProgram(installation.program, ["control", "--config", configuration], log: log),
                ]
                var serving: [Int] = []
                for (index, node) in nodes.enumerated() where try await serves(node) { serving.append(index) }
                // Two of three witnesses follow one branch; whichever came first.
                #expect(serving.count == 1, "\(nodes.map(\.text))")
                let winner = try #require(serving.first)
                #expect(nodes[1 - winner].text.contains("witnesses must cosign"))
                #expect(nodes[1 - winner].ended.map { $0 != 0 } == true)
                let seen = try await register("after", installation, at: winner == 0 ? nil : endpoint)
                // It stays so: the other copy never opens again, and the one that goes on contains what its clients saw.
                let loser = winner == 0 ? configuration : installation.configuration
                let again = try RealProgram(installation.program, ["control", "--config", loser], log: log + "-again")
                #expect(try await !serves(again), "\(again.text)")
                try await installation.connect(try Party("returning"), seen: seen, at: winner == 0 ? nil : endpoint) { client in
                    #expect(client.ledger.seen.checkpoint.size >= seen.checkpoint.size)
                }
                for node in nodes { await node.end() }
            }
        }
    }
}
