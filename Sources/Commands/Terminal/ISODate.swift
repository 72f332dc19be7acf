import Wire

/// A time in seconds since 1970 as ISO 8601 in UTC. Any number has a text, also what another party made up.
enum ISODate {
    static func text(_ seconds: UInt64) -> String {
        guard let seconds = Int64(exactly: seconds), seconds < 253_402_300_800 else { return "after the year 9999" }
        return CivilTime.rfc3339(seconds)
    }
}
