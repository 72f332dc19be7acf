import Testing

@testable import Commands

@Suite struct TerminalTests {
    @Test func `[89] Another party's text cannot steer the terminal`() {
        let hostile = "a\u{1B}[2Jb\u{9B}31mc\rd\u{8}e\u{7F}f\u{202E}g\u{2066}h\0i"
        let escaped = Terminal.escaped(hostile)
        #expect(escaped == "a\\u{1b}[2Jb\\u{9b}31mc\\u{d}d\\u{8}e\\u{7f}f\\u{202e}g\\u{2066}h\\u{0}i")
        #expect(Terminal.escaped("größer, 写真\tand\nmore") == "größer, 写真\tand\nmore")
    }

    @Test func `A carriage return before a line feed is escaped too`() {
        #expect(Terminal.escaped("a\r\nb") == "a\\u{d}\nb")
    }

    @Test func `A table keeps its columns, whatever is in its cells`() {
        let table = TextTable(["ID", "NAME"], [["1", "a\u{1B}[2J"], ["22", "b\nc"]])
        #expect(table.lines == ["ID  NAME", "1   a\\u{1b}[2J", "22  b\\nc"])
    }

    @Test func `A bar shows how much of what is done`() {
        let line = ProgressBar.line(title: "upload", percent: 50, total: 18 << 20, unit: .bytes)
        #expect(line == "upload " + String(repeating: "█", count: 14) + String(repeating: "░", count: 14) + "  50 % of 18.0 MiB")
    }

    @Test(arguments: [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (.max, "16384.0 PiB")] as [(UInt64, String)])
    func `Bytes are shown in binary units`(bytes: UInt64, text: String) {
        #expect("\(ByteCount(bytes))" == text)
    }
}
