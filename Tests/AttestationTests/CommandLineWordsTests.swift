import Attestation
import Testing

@testable import SoftwareTEE

@Suite struct CommandLineWordsTests {
    private func read(_ words: [String]) throws(AttestationError) -> CommandLineWords {
        try CommandLineWords(words.flatMap { Array($0.utf8) + [0] })
    }

    @Test(
        arguments: [
            (["cloisterd", "control"], .control, nil), (["cloisterd", "all"], .control, nil),
            (["cloisterd", "ledger", "repair", "--config", "/etc/c"], .control, "/etc/c"), (["control", "executor"], .executor, nil),
            (["cloisterd", "executor", "--config", "/etc/c"], .executor, "/etc/c"),
            (["cloisterd", "all", "--x", "--config=c"], .control, "c"),
            (["", "control", "control", "executor", "--config", "--config"], .control, "--config"),
            (["d", "control", "--configs", "x"], .control, nil),
        ] as [([String], NodeRole, String?)])
    func `Role and configuration are read from the command line`(words: [String], role: NodeRole, configuration: String?) throws {
        let read = try read(words)
        #expect(read.role == role && read.configuration == configuration)
    }

    @Test(
        arguments: [
            [], [""], ["control"], ["cloisterd"], ["cloisterd", ""], ["cloisterd", "--config", "x", "control"], ["cloisterd", "Control"],
            ["cloisterd", "control "], ["cloisterd", "--", "control"], ["cloisterd", "serve", "control"], ["cloisterd", "ledgers"],
            ["cloisterd", "control", "--config"],
            ["cloisterd", "control", "--config="], ["cloisterd", "control", "--config", ""],
            ["cloisterd", "control", "--config", "a", "--config", "a"], ["cloisterd", "control", "--config", "a", "--config=b"],
        ] as [[String]])
    func `[133] Any other command line is refused`(words: [String]) {
        #expect(throws: AttestationError(.refused, "")) { try read(words) }
    }

    @Test func `[133] A command line without its last zero byte, or not of UTF-8, is refused`() {
        for bytes in [Array("d\0control".utf8), [0x64, 0, 0xff, 0], [0x64, 0] + Array("control".utf8) + [0, 0xc3, 0]] {
            #expect(throws: AttestationError(.refused, "")) { try CommandLineWords(bytes) }
        }
    }
}
