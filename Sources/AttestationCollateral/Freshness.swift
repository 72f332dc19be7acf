package import Attestation
import Wire

/// What to do with an answer that is kept. Pure: the moment is an argument.
package enum Freshness: Hashable, Sendable {
    /// It serves as it is.
    case fresh
    /// The source is asked whether it still stands; if it cannot be asked, what is kept serves.
    case stale
    /// It is not valid by its own word, and serves no more.
    case expired

    /// How long an answer serves without being asked about, where its source does not say.
    static let defaultAge: UInt64 = 3600
    /// The longest time that it serves, whatever its source says.
    static let maximumAge: UInt64 = 24 * 3600

    /// The state of a kept answer that is valid in a window. A clock behind the moment of keeping makes it stale.
    package init(of entry: CollateralEntry, validIn window: ClosedRange<Int64>, at now: UInt64) {
        guard let moment = Int64(exactly: now), window.contains(moment) else {
            self = .expired
            return
        }
        self = (entry.fetchedAt...max(entry.fetchedAt, entry.freshUntil)).contains(now) ? .fresh : .stale
    }

    /// Until when an answer need not be asked about (RFC 9111 §4.2): `Cache-Control` before `Expires`, an hour by default, a day at most,
    /// and never beyond its own end.
    package static func end(of answer: HTTPAnswer, validIn window: ClosedRange<Int64>, at now: UInt64) -> UInt64 {
        let age = min(age(of: answer, at: now), maximumAge)
        let (end, overflow) = now.addingReportingOverflow(age)
        return min(overflow ? now : end, UInt64(max(0, window.upperBound)))
    }

    private static func age(of answer: HTTPAnswer, at now: UInt64) -> UInt64 {
        if let control = answer.field("Cache-Control") {
            let directives = control.lowercased().split(separator: ",").map { $0.drop { $0 == " " }.prefix { $0 != " " } }
            if directives.contains("no-cache") || directives.contains("no-store") { return 0 }
            for directive in directives where directive.hasPrefix("max-age=") {
                return UInt64(decimal: directive.dropFirst(8).utf8) ?? 0
            }
        }
        if let expires = answer.field("Expires") {
            // Anything that is no date means the past (RFC 9111 §5.3).
            guard let moment = HTTPDate.seconds(expires) else { return 0 }
            return moment > now ? moment - now : 0
        }
        return defaultAge
    }
}
