@testable import AttestedSession

extension FuzzTarget {
    /// M1.
    static let hello = FuzzTarget("hello", Hello.self, longest: 512)
}
