@testable import AttestedSession

extension FuzzTarget {
    /// M4.
    static let accept = FuzzTarget("accept", Accept.self, longest: 512)
    /// What M4 seals.
    static let acceptContent = FuzzTarget("accept-content", Accept.Content.self, longest: 128)
}
