import Testing

@testable import Commands

@Suite struct ISODateTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_399, "2000-02-28T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
            (1_709_251_199, "2024-02-29T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
        ] as [(UInt64, String)])
    func `Seconds become a date in UTC`(seconds: UInt64, text: String) {
        #expect(ISODate.text(seconds) == text)
    }

    @Test(arguments: [253_402_300_800, .max] as [UInt64])
    func `A time beyond all calendars has a text too`(seconds: UInt64) {
        #expect(ISODate.text(seconds) == "after the year 9999")
    }
}
