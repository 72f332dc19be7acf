@testable import AttestedSession

extension FuzzTarget {
    /// M3.
    static let authentication = FuzzTarget("authentication", Authentication.self)
}
