/// Dates of the Gregorian calendar in UTC as seconds since 1970, without a clock and without Foundation.
package enum CivilTime {
    /// Seconds since 1970 of a moment; nil for one that no calendar has. Years 1 to 9999; no leap seconds.
    package static func seconds(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0
    ) -> Int64? {
        guard 1...9999 ~= year, 1...12 ~= month, 1...daysInMonth(month, of: year) ~= day, 0...23 ~= hour, 0...59 ~= minute, 0...59 ~= second
        else { return nil }
        return days(year, month, day) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    }

    /// Reads RFC 3339 (ISO 8601): `2025-07-04T10:16:31Z`, with a fraction, which is cut off, or another offset than `Z`. Nil for anything else.
    package static func seconds(rfc3339 text: some StringProtocol) -> Int64? {
        seconds(rfc3339: Array(text.utf8.prefix(41))[...])
    }

    /// The same of its bytes.
    package static func seconds(rfc3339 text: ArraySlice<UInt8>) -> Int64? {
        guard 20...40 ~= text.count else { return nil }
        let bytes = Array(text)
        guard bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"),
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
            let local = seconds(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        var rest = bytes[19...]
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            guard !fraction.isEmpty else { return nil }
            rest = rest[fraction.endIndex...]
        }
        if rest.count == 1, rest.first == UInt8(ascii: "Z") || rest.first == UInt8(ascii: "z") { return local }
        let offset = Array(rest)
        guard offset.count == 6, offset[3] == UInt8(ascii: ":"), let hours = number(offset[1..<3]), let minutes = number(offset[4..<6]),
            hours <= 23, minutes <= 59
        else { return nil }
        let shift = Int64(hours * 3600 + minutes * 60)
        switch offset[0] {
        case UInt8(ascii: "+"): return local - shift
        case UInt8(ascii: "-"): return local + shift
        default: return nil
        }
    }

    /// `2025-07-04T10:16:31Z`; times outside the years 1 to 9999 as their number of seconds.
    package static func rfc3339(_ seconds: Int64) -> String {
        guard -62_135_596_800..<253_402_300_800 ~= seconds else { return "\(seconds)" }
        let day = Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
        let rest = Int(seconds) - day * 86_400
        // Counted from 1 March of year 0, in eras of 400 years.
        let shifted = day + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func padded(_ value: Int, _ width: Int = 2) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month))-\(padded(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1))"
            + "T\(padded(rest / 3600)):\(padded(rest / 60 % 60)):\(padded(rest % 60))Z"
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }

    private static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1 January 1970, counted in years that begin in March.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return Int64(shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468)
    }
}
