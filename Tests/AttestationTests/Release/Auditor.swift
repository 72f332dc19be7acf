import Wire

@testable import Attestation

/// Auditors whose keys are the same in every run: odd numbers sign with P-256, even ones with Ed25519.
struct Auditor {
    let number: UInt8
    let key: NoteSigningKey

    init(_ number: UInt8, name: String? = nil) throws {
        self.number = number
        key = try NoteSigningKey(
            name: name ?? "auditor\(number).example", algorithm: number.isMultiple(of: 2) ? .ed25519 : .ecdsa,
            rawRepresentation: [UInt8](repeating: number, count: 32))
    }

    static func keys(_ numbers: some Sequence<UInt8>) throws -> [NoteKey] { try numbers.map { try Auditor($0).key.verifier } }
}

extension SignedNote {
    /// The text, signed by these auditors in this order.
    static func signed(_ text: String, by numbers: some Sequence<UInt8>) throws -> SignedNote {
        SignedNote(text: text, signatures: try numbers.map { try Auditor($0).key.sign(text) })
    }
}

/// A chain of releases whose first set is the auditors 1, 2 and 3, two of whom sign.
enum Releases {
    static let origin = "cloister.example/releases"
    static let day: UInt64 = 86_400
    static let start: UInt64 = 1_790_000_000

    static func set(_ version: UInt32 = 1, _ numbers: some Sequence<UInt8> = [1, 2, 3], threshold: Int = 2, bad: Int = 0) throws
        -> AuditorSet
    {
        try AuditorSet(origin: origin, version: version, threshold: threshold, assumedBad: bad, keys: Auditor.keys(numbers))
    }

    static func software(_ number: UInt8) throws -> Measurement {
        try Measurement(platform: .softwareTEE, digest: [UInt8](repeating: number, count: 32))
    }

    /// The manifest of a sequence, valid from day `sequence` on for seven days; accepts as control what `control` numbers.
    static func manifest(
        _ sequence: UInt64, after previous: [UInt8], set: UInt32 = 1, origin: String = origin, control: UInt8 = 1, days: UInt64 = 7,
        revoked: [UInt8] = [], minimumSecurityVersion: UInt32 = 0
    ) throws -> ReleaseManifest {
        let begin = start + sequence &* day
        return try ReleaseManifest(
            origin: origin, set: set, sequence: sequence, previous: previous, notBefore: begin, notAfter: begin + days * day,
            minimumSecurityVersion: minimumSecurityVersion, control: .init(measurements: [software(control)]),
            executor: .init(measurements: [software(100)]), revoked: Set(try revoked.map { try software($0) }))
    }

    static func step(_ manifest: ReleaseManifest, by numbers: some Sequence<UInt8> = [1, 2]) throws -> ReleaseStep {
        try ReleaseStep(SignedNote.signed(manifest.text, by: numbers))
    }

    static func step(_ change: AuditorSetChange, by numbers: some Sequence<UInt8>) throws -> ReleaseStep {
        try ReleaseStep(SignedNote.signed(change.text, by: numbers))
    }

    /// Manifests 1 to `count` of the first set.
    static func chain(_ count: UInt64) throws -> [ReleaseStep] {
        var steps: [ReleaseStep] = []
        for sequence in 1...count {
            steps.append(try step(manifest(sequence, after: steps.last?.digest ?? set().digest)))
        }
        return steps
    }

    /// A time at which the manifest of a sequence is valid.
    static func time(_ sequence: UInt64) -> UInt64 { start + sequence * day + 10 }

    static func verifier(_ set: AuditorSet? = nil, profile: TrustProfile = .strict) throws -> ReleaseVerifier {
        try ReleaseVerifier(pinned: set ?? self.set(), profile: profile)
    }

    /// Why the verifier refuses the notes; nil if it accepts them.
    static func refusal(
        _ verifier: inout ReleaseVerifier, _ steps: [ReleaseStep], at time: UInt64
    ) throws -> ReleaseRefusal.Code? {
        do throws(ReleaseRefusal) {
            try verifier.accept(try ReleaseChain(steps), at: time)
            return nil
        } catch {
            return error.code
        }
    }
}
