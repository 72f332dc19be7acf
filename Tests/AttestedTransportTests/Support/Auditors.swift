import Attestation
import Wire

/// Three auditors, two of whom sign a chain of releases that accepts the software of ``FakePlatform``.
struct Auditors: Sendable {
    static let origin = "cloister.test/releases"
    static let day: UInt64 = 86_400

    let keys: [NoteSigningKey]
    let set: AuditorSet
    /// The time at which the manifests begin.
    let start: UInt64 = 1_790_000_000
    /// A time at which they are valid.
    var time: UInt64 { start + 100 }

    init() throws {
        keys = try (1...3).map { try NoteSigningKey(name: "auditor\($0).example", algorithm: .ed25519) }
        set = try AuditorSet(origin: Self.origin, threshold: 2, assumedBad: 0, keys: keys.map(\.verifier))
    }

    /// The manifests 1 to `count`; the last accepts `byte` as control's and executor's software.
    func chain(_ count: UInt64, accepting byte: UInt8 = 7, days: UInt64 = 7) throws -> ReleaseChain {
        var steps: [ReleaseStep] = []
        for sequence in 1...count {
            let software = try Measurement(platform: .tdx, digest: [UInt8](repeating: sequence == count ? byte : 7, count: 32))
            let manifest = try ReleaseManifest(
                origin: Self.origin, set: 1, sequence: sequence, previous: steps.last?.digest ?? set.digest, notBefore: start,
                notAfter: start + days * Self.day, control: .init(measurements: [software]), executor: .init(measurements: [software]))
            steps.append(
                try ReleaseStep(
                    SignedNote(text: manifest.text, signatures: [try keys[0].sign(manifest.text), try keys[1].sign(manifest.text)])))
        }
        return try ReleaseChain(steps)
    }

    /// A verifier in memory that has seen the manifests up to `count`.
    func store(_ count: UInt64, accepting byte: UInt8 = 7) throws -> ReleaseStore {
        let store = try ReleaseStore(pinned: set, profile: .strict)
        if count > 0 { try store.accept(try chain(count, accepting: byte), at: time) }
        return store
    }

    func appraiser(_ store: ReleaseStore, _ platform: FakePlatform) -> Appraiser {
        Appraiser(
            verifiers: [FakeVerifier(root: platform.root.publicKey)], policy: AppraisalPolicy(software: store.requirement, and: []))
    }
}
