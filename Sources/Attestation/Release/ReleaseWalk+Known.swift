extension ReleaseStep {
    /// The set that a change leads to; nil for a manifest.
    var nextSet: AuditorSet? {
        guard case .change(let change) = content else { return nil }
        return change.next
    }
}

extension ReleaseWalk {
    /// Whether a note lies before the end of the walk, so that there is nothing to take. Throws if it contradicts what was taken there.
    mutating func passesOver(_ step: ReleaseStep, pinned: AuditorSet) throws(ReleaseRefusal) -> Bool {
        guard lies(before: step) else { return false }
        guard let held = steps.first(where: { $0.stands(where: step) }) else { return true }
        guard held.digest != step.digest else { return true }
        var signing = pinned
        for earlier in steps {
            if earlier == held { break }
            if let next = earlier.nextSet { signing = next }
        }
        try compare(step, with: held, signedBy: signing)
        return true
    }

    private func lies(before step: ReleaseStep) -> Bool {
        switch step.content {
        case .manifest(let manifest):
            if manifest.set != set.version { return manifest.set < set.version && manifest.origin == set.origin }
            guard let last = last?.manifest else { return false }
            return manifest.sequence <= last.sequence && manifest.origin == set.origin
        case .change(let change): return change.next.version <= set.version && change.next.origin == set.origin
        }
    }
}

extension ReleaseStep {
    /// Whether both claim the same place: the same set and sequence, or the passage to the same set.
    fileprivate func stands(where other: ReleaseStep) -> Bool {
        switch (content, other.content) {
        case (.manifest(let left), .manifest(let right)): (left.set, left.sequence) == (right.set, right.sequence)
        case (.change(let left), .change(let right)): left.next.version == right.next.version
        default: false
        }
    }
}
