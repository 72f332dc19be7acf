/// The responder's memory of a session's calls: accepts each identifier once, in bounded memory.
///
/// Calls may overtake one another by up to 4,096 places; whatever is older than that is refused, as it can no longer be told from a replay.
/// Ask only after the call's record 0 has opened: before that anyone could have made the identifier up.
public struct CallRegistry: Sendable {
    private static let words = SessionLimits.callWindow / 64
    /// The counter above the highest that was accepted.
    private var end: UInt64 = 0
    /// One bit for each counter in `end - window ..< end`, at the counter modulo the window.
    private var seen = [UInt64](repeating: 0, count: CallRegistry.words)

    /// A registry of a session without calls.
    public init() {}

    /// Accepts the identifier, or throws ``SessionError/Code/replay``.
    public mutating func accept(_ call: CallID) throws(SessionError) {
        let counter = call.counter
        guard counter < UInt64.max else { throw SessionError(.exhausted, "The session has no call identifiers left.") }
        let window = UInt64(SessionLimits.callWindow)
        if counter >= end {
            advance(to: counter + 1)
        } else if end - counter > window {
            throw SessionError(.replay, "The call's identifier is too old to be told from a replay.")
        }
        let place = Int(counter % window)
        guard seen[place / 64] & 1 << UInt64(place % 64) == 0 else {
            throw SessionError(.replay, "The call's identifier has been used before.")
        }
        seen[place / 64] |= 1 << UInt64(place % 64)
    }

    private mutating func advance(to newEnd: UInt64) {
        let window = UInt64(SessionLimits.callWindow)
        if newEnd - end >= window {
            seen = [UInt64](repeating: 0, count: CallRegistry.words)
        } else {
            for counter in end..<newEnd {
                let place = Int(counter % window)
                seen[place / 64] &= ~(1 << UInt64(place % 64))
            }
        }
        end = newEnd
    }
}
