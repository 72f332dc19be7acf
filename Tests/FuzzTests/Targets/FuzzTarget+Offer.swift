@testable import AttestedSession

extension FuzzTarget {
    /// M2, with its context, batch proof and evidence.
    static let offer = FuzzTarget("offer", Offer.self, longest: 8192)
}
