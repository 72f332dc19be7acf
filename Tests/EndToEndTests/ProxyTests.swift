import Attestation
import Foundation
import Testing

extension EndToEnd {
    /// The command line and a node, with a proxy from Debian between them that ends TLS.
    @Suite struct ProxyTests {
        private func attest(_ installation: Installation, at front: String, _ more: String...) -> [String] {
            [
                "attest", "--server", front, "--pin", "--accept-software-tee", TrustFile.softwareAcknowledgement, "--software-root",
                installation.root.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined(),
            ] + more
        }

        @Test(arguments: DebianProxy.allCases)
        func `[26] A party pins the way through a proxy once it says so, and its commands take it from then on`(
            _ proxy: DebianProxy
        ) async throws {
            try await Installation.with {
                $0.outerChannel = (proxied: true, classicalKeyExchange: true)
            } _: { installation in
                let cloister = CommandLineProgram(in: installation.scratch)
                try await proxy.run(before: installation.endpoint) { front in
                    _ = try await cloister.run("init", "--name", "behind", "--role", "dataOwner").expect(0)
                    // What ends TLS is not the node, and no proxy of Debian's has a hybrid key exchange: there is no way without both words.
                    for words in [[], ["--allow-proxied"]] {
                        let refused = try await cloister.run(attest(installation, at: "\(front)") + words).expect(5)
                        #expect(refused.contains("UNREACHABLE"))
                    }
                    #expect(!FileManager.default.fileExists(atPath: cloister.home + "/trust.json"))

                    let words = attest(installation, at: "\(front)", "--allow-proxied", "--allow-classical-key-exchange")
                    let pinned = try await cloister.run(words).expect(0)
                    #expect(pinned.contains("\"accepted\":true") && pinned.contains("\"pinned\":true"))
                    let registered = try await cloister.run("party", "register").expect(0)
                    #expect(registered.contains("\"name\":\"behind\""))
                    let list = try await cloister.run("party", "list").expect(0)
                    #expect(list.contains("\"name\":\"behind\""))
                }
            }
        }

        @Test(arguments: DebianProxy.allCases)
        func `[18] A node that allows no proxy is not reached through one by a party that does`(_ proxy: DebianProxy) async throws {
            // The listener takes X25519 alone, so that it is the session that refuses and not TLS.
            try await Installation.with {
                $0.outerChannel = (proxied: false, classicalKeyExchange: true)
            } _: { installation in
                let cloister = CommandLineProgram(in: installation.scratch)
                try await proxy.run(before: installation.endpoint) { front in
                    _ = try await cloister.run("init", "--name", "behind", "--role", "dataOwner").expect(0)
                    let words = attest(installation, at: "\(front)", "--allow-proxied", "--allow-classical-key-exchange")
                    let refused = try await cloister.run(words).expect(4)
                    #expect(refused.contains("SESSION_REFUSED"))
                    #expect(!FileManager.default.fileExists(atPath: cloister.home + "/trust.json"))
                    #expect(installation.node?.text.contains("outerChannel") == true)
                }
            }
        }
    }
}
