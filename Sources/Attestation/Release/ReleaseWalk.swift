import Wire

/// A walk along a chain of releases: each note must follow from what is known, and be signed by those who may.
struct ReleaseWalk {
    let profile: TrustProfile
    /// The set that signs at this point.
    private(set) var set: AuditorSet
    /// All notes accepted, in order.
    private(set) var steps: [ReleaseStep] = []
    /// The last manifest of the set that signs at this point.
    private(set) var last: ReleaseStep?
    /// A contradiction met on the way, signed on both sides.
    private(set) var alarm: ReleaseAlarm?
    /// Whether the present set is known from its beginning, so that its first manifest must be number 1.
    private var fromStart = false

    /// A walk from a pinned set, of which nothing else is known.
    init(from pinned: AuditorSet, profile: TrustProfile) throws(ReleaseRefusal) {
        self.profile = profile
        set = pinned
        try checkStrength(of: pinned)
    }

    /// Takes the next note.
    mutating func take(_ step: ReleaseStep) throws(ReleaseRefusal) {
        switch step.content {
        case .manifest(let manifest): try take(manifest, step)
        case .change(let change): try take(change, step)
        }
        steps.append(step)
    }

    private mutating func take(_ manifest: ReleaseManifest, _ step: ReleaseStep) throws(ReleaseRefusal) {
        guard manifest.origin == set.origin else {
            throw ReleaseRefusal(.otherOrigin, "the manifest is of other releases than \(set.origin)")
        }
        guard manifest.set == set.version else {
            throw ReleaseRefusal(.unknownSet, "the manifest is of auditor set \(manifest.set), and the set that signs is \(set.version)")
        }
        guard manifest.notAfter - manifest.notBefore <= ReleaseManifest.maximumLifetime else {
            throw ReleaseRefusal(.livesTooLong, "the manifest is valid for more than seven days")
        }
        let follows = try precedes(manifest)
        try set.verify(step.note)
        if let last, !follows { throw raise(held: last.note, shown: step.note) }
        last = step
    }

    /// Whether the manifest names what stands before it; false is a contradiction once its signatures hold.
    private func precedes(_ manifest: ReleaseManifest) throws(ReleaseRefusal) -> Bool {
        if let before = last?.manifest {
            guard manifest.sequence - 1 <= before.sequence else {
                throw ReleaseRefusal(.unchained, "manifests \(before.sequence + 1) to \(manifest.sequence - 1) are missing in between")
            }
            return manifest.sequence - 1 == before.sequence && manifest.previous == before.digest
        }
        guard manifest.sequence == 1 || !fromStart else {
            throw ReleaseRefusal(.unchained, "the first manifest of auditor set \(set.version) is missing")
        }
        guard manifest.sequence > 1 || manifest.previous == set.digest else {
            throw ReleaseRefusal(.unchained, "the first manifest does not name the auditor set")
        }
        return true
    }

    private mutating func take(_ change: AuditorSetChange, _ step: ReleaseStep) throws(ReleaseRefusal) {
        try change.check(follows: set)
        try checkStrength(of: change.next)
        let held = last?.manifest
        guard change.lastSequence <= held?.sequence ?? (fromStart ? 0 : .max) else {
            throw ReleaseRefusal(.unchained, "the last manifests of auditor set \(set.version) are missing")
        }
        try change.verify(step.note, from: set)
        if let last, let held, (change.lastSequence, change.lastDigest) != (held.sequence, held.digest) {
            throw raise(held: last.note, shown: step.note)
        }
        fromStart = fromStart || last != nil
        last = nil
        set = change.next
    }

    /// Compares a note with the one that stands in its place already; throws if it is signed and another.
    mutating func compare(_ step: ReleaseStep, with held: ReleaseStep, signedBy set: AuditorSet) throws(ReleaseRefusal) {
        guard step.digest != held.digest else { return }
        switch step.content {
        case .manifest: try set.verify(step.note)
        case .change(let change): try change.verify(step.note, from: set)
        }
        throw raise(held: held.note, shown: step.note)
    }

    /// Forgets the oldest manifests until what is left can be exchanged and kept.
    mutating func trim() throws(ReleaseRefusal) -> ReleaseChain {
        while steps.count > ReleaseChain.maximumSteps || ReleaseChain.length(of: steps) > ReleaseChain.maximumBytes {
            guard let oldest = steps.firstIndex(where: { $0.manifest != nil }), oldest < steps.count - 1 else { break }
            steps.remove(at: oldest)
        }
        return try ReleaseChain(steps)
    }

    private func checkStrength(of set: AuditorSet) throws(ReleaseRefusal) {
        guard profile == .development || set.isStrict else {
            throw ReleaseRefusal(.setTooWeak, "a strict profile needs a threshold of at least 2 auditors, and set \(set.version) has 1")
        }
    }

    private mutating func raise(held: SignedNote, shown: SignedNote) -> ReleaseRefusal {
        alarm = ReleaseAlarm(held: held, shown: shown)
        return ReleaseRefusal(
            .equivocation, "auditors signed two histories of the releases of \(set.origin); both notes are kept as proof")
    }
}
