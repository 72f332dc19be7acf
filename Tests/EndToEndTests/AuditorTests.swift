import Attestation
import Client
import Foundation
import Testing

extension EndToEnd {
    /// Processes that know nothing of one another but what auditors sign.
    @Suite struct AuditorTests {
        private static var now: UInt64 { UInt64(Date().timeIntervalSince1970) }

        @Test func `[16][17][34] An executor is attached while a manifest accepts it, and is cut off within a minute when one revokes it`()
            async throws
        {
            try await AuditedNodes.with { nodes in
                try nodes.start(.control)
                let party = try Party("follower").identity
                let store = try ReleaseStore(pinned: nodes.auditors.set, profile: .development)
                try await nodes.hear("serving", from: .control)
                // Nobody has signed anything: no software is good, not even for who sees that it is what it says.
                let before = try await nodes.refusal(store, of: party)
                #expect(before?.code == .appraisalRefused && before?.failures.map(\.code) == [.noReleaseInForce])
                try nodes.start(.executor)
                try await nodes.hear("the control node is not attached", from: .executor)
                #expect(!nodes.text(of: .control).contains("an executor attached"))

                let first = try nodes.auditors.release(after: nil, control: nodes.control, executor: nodes.executor, from: Self.now - 10)
                try nodes.publish(first)
                try await nodes.hear("an executor attached", from: .control)
                #expect(nodes.text(of: .control).contains("\(nodes.executor)"))
                // The party, too, has heard of it: from the node.
                #expect(try await nodes.refusal(store, of: party) == nil)
                #expect(store.head == first.manifest?.head)

                let second = try nodes.auditors.release(
                    after: first, control: nodes.control, executor: nil, revoking: [nodes.executor], from: Self.now - 10)
                try nodes.publish(second)
                try await nodes.hear("an executor detached", from: .control, within: 60)
                try await nodes.hear("the node's evidence was refused", from: .control)
                #expect(nodes.text(of: .control).split(separator: "the node's evidence was refused").last?.contains("revoked") == true)
                #expect(nodes.text(of: .control).ranges(of: "an executor attached").count == 1)
                // The control node itself is as good as before.
                #expect(try await nodes.refusal(store, of: party) == nil)
                #expect(store.head == second.manifest?.head)

                // Neither a node that was killed nor one that runs goes back to the manifest that accepted it.
                for role in NodeRole.allCases { try await nodes.kill(role) }
                try nodes.publish(first)
                for role in NodeRole.allCases { try nodes.start(role) }
                for role in NodeRole.allCases { try await nodes.hear("the release manifest in the state folder is refused", from: role) }
                try await nodes.hear("serving", from: .control, times: 2)
                try await nodes.hear("the control node is not attached", from: .executor, times: 3)
                #expect(nodes.text(of: .control).ranges(of: "an executor attached").count == 1)
            }
        }

        @Test func `[127] When the newest manifest ends and no other comes, nobody is accepted any more`() async throws {
            try await AuditedNodes.with { nodes in
                for role in NodeRole.allCases { try nodes.start(role) }
                let party = try Party("follower").identity
                let store = try ReleaseStore(pinned: nodes.auditors.set, profile: .development)
                try await nodes.hear("serving", from: .control)
                // What has ended already is not taken.
                let old = try nodes.auditors.release(
                    after: nil, control: nodes.control, executor: nodes.executor, from: Self.now - 1_000, seconds: 900)
                try nodes.publish(old)
                for role in NodeRole.allCases { try await nodes.hear("the release manifest in the state folder is refused", from: role) }
                #expect(try await nodes.refusal(store, of: party)?.failures.map(\.code) == [.noReleaseInForce])

                let brief = try nodes.auditors.release(
                    after: nil, control: nodes.control, executor: nodes.executor, from: Self.now - 10, seconds: 50)
                try nodes.publish(brief)
                try await nodes.hear("an executor attached", from: .control)
                #expect(try await nodes.refusal(store, of: party) == nil)
                let end = try #require(brief.manifest).notAfter
                try await nodes.hear("an executor detached", from: .control, within: Int(end + 60 - Self.now))
                #expect(Self.now >= end)
                // The executor, too, knows no good software any more, and so it is the first to say no.
                try await nodes.hear("EXPIRED: the newest manifest has expired, wanted a release manifest in force", from: .executor)
                #expect(nodes.text(of: .control).ranges(of: "an executor attached").count == 1)
                #expect(try await nodes.refusal(store, of: party)?.failures.map(\.code) == [.noReleaseInForce])
            }
        }
    }
}
