/// Where an agreement stands at a given time.
public enum AgreementStatus: UInt8, Hashable, Sendable, CaseIterable {
    /// Not every required party has signed.
    case proposed = 1
    /// Runs may be admitted.
    case active = 2
    /// A participant ended it.
    case halted = 3
    /// Its time is over.
    case expired = 4
    /// Its runs are used up; those admitted still finish.
    case exhausted = 5
    /// Its proposer took it back before it was active.
    case withdrawn = 6
}
