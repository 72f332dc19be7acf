import Wire

enum CivilTimeText {
    /// The digits of a moment from year to second.
    static func digits(of seconds: Int64) -> String { CivilTime.rfc3339(seconds).filter(\.isNumber) }
}
