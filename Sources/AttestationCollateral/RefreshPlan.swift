package import Attestation

/// Which pieces are kept fresh, and when each is due: a value that reads no clock.
package struct RefreshPlan: Sendable {
    /// The most pieces; further ones are fetched when they are needed.
    static let maximumCount = 256
    /// The longest time before an end at which a piece is due, in seconds.
    static let longestLead: UInt64 = 2 * 24 * 3600
    /// The least time between two attempts for a piece, in seconds.
    static let pause: UInt64 = 600

    private var due: [CollateralPiece: UInt64] = [:]

    package init() {}

    /// Keeps a piece that is valid in a window: due a quarter of the window or two days before its end, and up to half of that earlier, by chance.
    package mutating func keep(_ piece: CollateralPiece, validIn window: ClosedRange<Int64>, at now: UInt64, random: Double) {
        guard due[piece] != nil || due.count < Self.maximumCount else { return }
        let (start, end) = (UInt64(max(0, window.lowerBound)), UInt64(max(0, window.upperBound)))
        let lead = min(Self.longestLead, (end - start) / 4)
        let early = lead + UInt64(Double(lead) * 0.5 * min(max(random, 0), 1))
        due[piece] = max(end - min(early, end), now + Self.pause)
    }

    /// Puts off a piece whose refreshing failed.
    package mutating func putOff(_ piece: CollateralPiece, at now: UInt64) {
        if due[piece] != nil { due[piece] = now + Self.pause }
    }

    /// What is due at a moment, the most urgent first.
    package func duePieces(at now: UInt64) -> [CollateralPiece] {
        due.filter { $0.value <= now }.sorted { $0.value < $1.value }.map(\.key)
    }

    /// When the first piece is due; nil if there is none.
    package var next: UInt64? { due.values.min() }
}
