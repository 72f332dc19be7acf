import SwiftASN1

/// A certificate's times in seconds since 1970.
enum CertificateTime {
    static func validity(_ node: ASN1Node) throws -> ClosedRange<Int64> {
        try DER.sequence(node, identifier: .sequence) { nodes in
            guard let first = nodes.next(), let last = nodes.next() else { throw RATLSRefusal.malformed("its validity is cut short") }
            let (from, to) = (try seconds(first), try seconds(last))
            guard from <= to else { throw RATLSRefusal.outsideValidity }
            return from...to
        }
    }

    /// UTCTime or GeneralizedTime, the latter also for years before 2050, as some stacks write.
    private static func seconds(_ node: ASN1Node) throws -> Int64 {
        if node.identifier == UTCTime.defaultIdentifier {
            let time = try UTCTime(derEncoded: node)
            return days(time.year, time.month, time.day) * 86_400 + Int64(time.hours * 3600 + time.minutes * 60 + time.seconds)
        }
        let time = try GeneralizedTime(derEncoded: node)
        return days(time.year, time.month, time.day) * 86_400 + Int64(time.hours * 3600 + time.minutes * 60 + time.seconds)
    }

    /// Days from 1 January 1970 to a date of the Gregorian calendar, counted in years that begin in March.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return Int64(shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468)
    }
}
