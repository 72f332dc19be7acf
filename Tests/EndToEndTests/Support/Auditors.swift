import Attestation
import Foundation
import Wire

/// Three auditors, two of whom sign every manifest, and the chain that they have signed.
final class Auditors: Sendable {
    static let origin = "cloister.test/releases"

    let set: AuditorSet
    private let keys: [NoteSigningKey]

    init() throws {
        keys = try (1...3).map { number in
            try NoteSigningKey(name: "auditor\(number).example", algorithm: number.isMultiple(of: 2) ? .ecdsa : .ed25519)
        }
        set = try AuditorSet(origin: Self.origin, threshold: 2, assumedBad: 0, keys: keys.map(\.verifier))
    }

    /// The manifest that comes after `previous`, valid for so many seconds from `start` on.
    func release(
        after previous: ReleaseStep?, control: Attestation.Measurement, successor: Attestation.Measurement? = nil,
        executor: Attestation.Measurement?,
        revoking revoked: Set<Attestation.Measurement> = [], from start: UInt64, seconds: UInt64 = 86_400
    ) throws -> ReleaseStep {
        let manifest = try ReleaseManifest(
            origin: Self.origin, set: 1, sequence: (previous?.manifest?.sequence ?? 0) + 1, previous: previous?.digest ?? set.digest,
            notBefore: start, notAfter: start + seconds, control: .init(measurements: Set([control] + (successor.map { [$0] } ?? []))),
            executor: .init(measurements: executor.map { [$0] } ?? []), revoked: revoked)
        return try ReleaseStep(SignedNote(text: manifest.text, signatures: try keys.prefix(2).map { try $0.sign(manifest.text) }))
    }
}
