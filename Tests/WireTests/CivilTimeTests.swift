import Testing

@testable import Wire

@Suite struct CivilTimeTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2025-07-04T10:16:31Z", 1_751_624_191), ("2025-07-04T10:16:31.387000+00:00", 1_751_624_191),
        ("2025-07-04T12:16:31+02:00", 1_751_624_191), ("2025-07-04T05:16:31-05:00", 1_751_624_191), ("2024-02-29t23:59:59z", 1_709_251_199),
        ("9999-12-31T23:59:59Z", 253_402_300_799), ("1969-12-31T23:59:59Z", -1),
    ])
    func `A moment is read`(text: String, seconds: Int64) { #expect(CivilTime.seconds(rfc3339: text) == seconds) }

    @Test(arguments: [
        "", "2025-07-04", "2025-07-04T10:16:31", "2025-07-04 10:16:31Z", "2025-02-29T00:00:00Z", "2025-13-01T00:00:00Z",
        "2025-07-04T24:00:00Z",
        "2025-07-04T10:16:31.Z", "2025-07-04T10:16:31+0200", "2025-07-04T10:16:31Z ", "0000-01-01T00:00:00Z", "2025-07-04T10:16:60Z",
        "+025-07-04T10:16:31Z", "2025-07-04T10:16:31+24:00", "２025-07-04T10:16:31Z",
    ])
    func `What is no moment is refused`(text: String) { #expect(CivilTime.seconds(rfc3339: text) == nil) }

    @Test func `Every day of four centuries comes back as it went in`() {
        for day in stride(from: Int64(-62_135_596_800), to: 253_402_300_800, by: 86_400 * 97 + 12_345) {
            #expect(CivilTime.seconds(rfc3339: CivilTime.rfc3339(day)) == day)
        }
    }
}
