import Client
import ControlPlane
import Foundation
import Glibc
import Testing

extension EndToEnd {
    @Suite struct StorageTests {
        @Test func `[94] A party that fills its room is told so, and room comes back with what it deletes`() async throws {
            try await Installation.with {
                $0.partyMiB = 2
            } _: { installation in
                let parties = try await Consortium(at: installation)
                let proposal = try await parties.agree()
                let digest = try #require(FunctionDigest(proposal.function.digest))
                let content = [UInt8](repeating: 1, count: 1_500_000)
                let first = try await parties.seal(content, of: parties.business, name: "first", for: digest)
                let blob = installation.scratch.path + "/state/blobs/" + first.ciphertextDigest
                #expect(access(blob, F_OK) == 0)
                do {
                    _ = try await parties.seal(content, of: parties.business, name: "second", for: digest)
                    Issue.record("the second fitted")
                } catch let error as ClientError {
                    #expect(error.reason == "STORAGE_LIMIT" && error.code == .refused)
                    #expect(error.message.contains("2 MiB") && error.message.contains("delete"))
                }
                // Others are not concerned, and the party's own runs go on.
                _ = try await parties.seal(content, of: parties.outsider, name: "theirs", for: digest)
                #expect(try await parties.call(proposal).status == .succeeded)
                try await installation.connect(parties.business) { try await $0.deleteAsset(first.id) }
                #expect(access(blob, F_OK) != 0)
                _ = try await parties.seal(content, of: parties.business, name: "third", for: digest)
            }
        }

        @Test func `[94] A node that starts removes ciphertext that was abandoned long ago, and nothing else`() async throws {
            try await Installation.with { installation in
                let parties = try await Consortium(at: installation)
                let proposal = try await parties.agree()
                let node = try #require(installation.node)
                node.signal(SIGKILL)
                _ = try await node.wait()
                let blobs = installation.scratch.path + "/state/blobs/"
                let (old, young) = (blobs + String(repeating: "0", count: 64), blobs + String(repeating: "1", count: 64))
                for path in [old, young, blobs + proposal.model.ciphertextDigest] {
                    if access(path, F_OK) != 0 { try Data([1]).write(to: URL(fileURLWithPath: path)) }
                    guard path != young else { continue }
                    try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -3_600)], ofItemAtPath: path)
                }
                try await installation.start()
                _ = try await eventually("the removal") { access(old, F_OK) == 0 ? nil : true }
                #expect(access(young, F_OK) == 0)
                #expect(try await parties.call(proposal).status == .succeeded)
            }
        }
    }
}
