package import Attestation

/// A piece that is at hand, and where it came from.
package struct FetchedPiece: Hashable, Sendable {
    /// Where an answer came from.
    package enum Origin: String, Hashable, Sendable {
        /// The source gave it now.
        case source
        /// The source said that what was kept still stands.
        case confirmed
        /// It was kept, and need not be asked about yet.
        case cache
        /// It was kept, the source cannot be asked, and it is still valid by its own word.
        case stale
    }

    package let piece: CollateralPiece
    /// The whole address.
    package let address: String
    package let origin: Origin
    package let answer: CollateralAnswer
}
