import Wire

/// How long something that is less than perfect is accepted.
public enum Acceptance: Hashable, Sendable, CustomStringConvertible {
    /// For good.
    case always
    /// Up to and including this moment, in seconds since 1970.
    case until(UInt64)

    /// Whether it still holds at a time in seconds since 1970.
    public func holds(at time: UInt64) -> Bool {
        switch self {
        case .always: true
        case .until(let end): time <= end
        }
    }

    /// Reads `always`, or a moment of RFC 3339 from 1970 on; nil for anything else.
    public init?(_ text: some StringProtocol) {
        if text == "always" {
            self = .always
        } else if let seconds = CivilTime.seconds(rfc3339: text), let end = UInt64(exactly: seconds) {
            self = .until(end)
        } else {
            return nil
        }
    }

    /// `always`, or the moment.
    public var description: String {
        switch self {
        case .always: "always"
        case .until(let end): CivilTime.rfc3339(Int64(clamping: end))
        }
    }
}
