@testable import AttestedSession

extension FuzzTarget {
    /// What M3 seals.
    static let credential = FuzzTarget("credential", InitiatorCredential.self)
}
