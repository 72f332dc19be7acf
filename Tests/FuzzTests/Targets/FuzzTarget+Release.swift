import Crypto
import Wire

@testable import Attestation

extension FuzzTarget {
    /// A manifest's text, which has one spelling.
    static let releaseManifest = text("release-manifest") { text throws(ReleaseRefusal) in try ReleaseManifest(text: text).text }

    /// An auditor set's text, which has one spelling.
    static let auditorSet = text("auditor-set") { text throws(ReleaseRefusal) in try AuditorSet(text: text).text }

    /// The text of a change of auditors, which has one spelling.
    static let auditorSetChange = text("auditor-set-change") { text throws(ReleaseRefusal) in try AuditorSetChange(text: text).text }

    /// A chain, as peers exchange them, for a verifier that knows nothing yet and for one that knows the vectors' first manifest.
    static let releaseChain = FuzzTarget("release-chain", longest: 16 << 10) { bytes in
        guard let chain = try? ReleaseChain(bytes: bytes) else { return }
        precondition(chain.wireBytes == bytes || chain.steps.map(\.note.bytes) == [bytes], "read from other bytes than it is written as")
        guard let set, var verifier = try? ReleaseVerifier(pinned: set, profile: .strict) else { return }
        for time: UInt64 in [0, 1_790_172_805, .max] {
            _ = try? verifier.accept(chain, at: time)
            _ = verifier.chain(after: chain.head)
            _ = try? verifier.inForce(at: time)
        }
        precondition((try? ReleaseMemory(encoded: verifier.memory.encoded)) == verifier.memory, "not remembered as it was known")
    }

    /// A memory with a good checksum and anything before it.
    static let releaseMemory = FuzzTarget("release-memory", longest: 16 << 10) { bytes in
        let encoded = bytes + Array(SHA256.hash(data: bytes))
        guard let memory = try? ReleaseMemory(encoded: encoded) else { return }
        precondition(memory.encoded == encoded, "read from other bytes than it is written as")
        if let set { _ = try? ReleaseVerifier(pinned: set, profile: .strict, remembering: memory) }
    }

    private static func text(_ name: String, _ rewrite: @escaping @Sendable (String) throws(ReleaseRefusal) -> String) -> FuzzTarget {
        FuzzTarget(name) { bytes in
            guard let text = String(validating: bytes, as: UTF8.self), let written = try? rewrite(text) else { return }
            precondition(written.utf8.elementsEqual(bytes), "read from other bytes than it is written as")
        }
    }

    private static let set: AuditorSet? = try? AuditorSet(
        origin: "cloister.example/releases", threshold: 2, assumedBad: 0,
        keys: [
            "auditor1.example+f857ae4e+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABG/wO5SSQc4drdQ1GeaWDgqFtBppoFwygQOqK84VlMoW"
                + "PE91OlW/AdxT9sCwx+7ni0DG/30lqW4igrmJzvccFEo=",
            "auditor2.example+014ac96a+AYE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU",
            "auditor3.example+df82ce60+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFkat3HrvP1tnLkJTRBlKK3Rpp1EwsH2J/CJ7Fi5xhrf"
                + "n05qvw0EXAxpOjxorXyXynK+ZN70om/s0mPdmKkngPA=",
        ].map { try NoteKey(verifierKey: $0) })
}
