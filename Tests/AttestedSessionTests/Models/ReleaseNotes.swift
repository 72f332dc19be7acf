import Attestation
import AttestedSession
import Wire

/// The notes of models/releases.pml, made and signed for real: four auditors a set, of whom three are needed and one may be bad.
struct ReleaseNotes {
    static let start: UInt64 = 1_790_000_000
    private static let day: UInt64 = 86_400
    private static let origin = "cloister.test/releases"

    let pinned: AuditorSet
    /// The notes by the model's number.
    let steps: [ReleaseStep]

    /// A time of the model: 0, 1 or 2 days after the beginning.
    static func time(_ number: UInt64) -> UInt64 { start + number * day + 100 }

    /// All twelve notes. Those in `weak` lack the quorum, by one signature of the set that signs first.
    init(without weak: Set<Int> = []) throws {
        let sets = try [1, 2, 3].map { try Self.keys($0) }
        // The auditors 3 and 4 of the first set are also in the second; the third is the attacker's own.
        let second = Array(sets[0].suffix(2) + sets[1].prefix(2))
        let first = try Self.set(1, sets[0])
        pinned = first
        let (next, attackers) = (try Self.set(2, second), try Self.set(2, sets[2]))
        var steps: [ReleaseStep] = []
        func manifest(_ number: UInt8, set: AuditorSet, _ sequence: UInt64, after previous: [UInt8], days: UInt64) throws -> String {
            let software = try Measurement(platform: .tdx, digest: [UInt8](repeating: number + 1, count: 32))
            return try ReleaseManifest(
                origin: Self.origin, set: set.version, sequence: sequence, previous: previous, notBefore: Self.start,
                notAfter: Self.start + days * Self.day, control: .init(measurements: [software]), executor: .init()
            ).text
        }
        func add(_ text: String, by signers: [NoteSigningKey]) throws {
            let signing = weak.contains(steps.count) ? Array(signers.dropFirst()) : signers
            steps.append(try ReleaseStep(SignedNote(text: text, signatures: try signing.map { try $0.sign(text) })))
        }
        func change(after number: Int, to next: AuditorSet) throws -> String {
            try AuditorSetChange(from: first, last: steps[number].manifest, to: next).text
        }
        let (old, new) = (Array(sets[0].prefix(3)), Array(second.prefix(3)))
        for number in [UInt8(0), 1] { try add(manifest(number, set: first, 1, after: first.digest, days: 1), by: old) }
        for (number, previous) in [(UInt8(2), 0), (3, 0), (4, 1)] {
            try add(manifest(number, set: first, 2, after: steps[previous].digest, days: 2), by: old)
        }
        for previous in [0, 2] { try add(change(after: previous, to: next), by: sets[0] + second.suffix(2)) }
        // The attacker's set signs itself in; of the old one only the bad auditor does.
        try add(change(after: 2, to: attackers), by: [sets[0][0]] + sets[2])
        for number in [UInt8(8), 9] { try add(manifest(number, set: next, 1, after: next.digest, days: 3), by: new) }
        try add(manifest(10, set: next, 2, after: steps[8].digest, days: 3), by: new)
        try add(manifest(11, set: attackers, 1, after: attackers.digest, days: 3), by: sets[2])
        self.steps = steps
    }

    private static func keys(_ group: UInt8) throws -> [NoteSigningKey] {
        try (1...4).map { number in
            try NoteSigningKey(
                name: "auditor\(group)\(number).example", algorithm: .ed25519,
                rawRepresentation: [UInt8](repeating: group * 16 + number, count: 32))
        }
    }

    private static func set(_ version: UInt32, _ keys: [NoteSigningKey]) throws -> AuditorSet {
        try AuditorSet(origin: origin, version: version, threshold: 3, assumedBad: 1, keys: keys.map(\.verifier))
    }
}
