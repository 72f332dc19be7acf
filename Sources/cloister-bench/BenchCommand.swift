import ArgumentParser
import Foundation

/// Measures Cloister against its targets, and prints a table and then one line of JSON for each figure.
@main
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cloister-bench", abstract: "Measures Cloister against its targets.",
        subcommands: [Measure.self, SealFile.self, EchoServer.self],
        defaultSubcommand: Measure.self)

    /// Every group, in the order of the table.
    static let groups: [any FigureGroup] = [
        SealingFigures(), SessionSetUpFigures(), SessionTrafficFigures(), SessionRateFigures(), LedgerFigures(), WitnessedLedgerFigures(),
        InferenceFigures(), AttestationFigures(),
    ]
}

extension BenchCommand {
    struct Measure: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Measures all figures, or those of one part.")

        @Option(
            help: ArgumentHelp(
                "Only one part (seal, session, ledger, inference, attestation), or figures whose name starts with this.", valueName: "part")
        )
        var figures: String?

        @Option(help: ArgumentHelp("Write the lines of JSON to this file as well.", valueName: "file"))
        var json: String?

        func run() async throws {
            let prefix = figures ?? ""
            // The part that a figure's name begins with most closely, and all parts below what was asked for.
            let part = BenchCommand.groups.map(\.name).filter { prefix.hasPrefix($0) }.max { $0.count < $1.count }
            let chosen = BenchCommand.groups.filter { $0.name.hasPrefix(prefix) || $0.name == part }
            guard !chosen.isEmpty else {
                throw ValidationError("No part has this name, and no figure a name that starts with it: \(prefix).")
            }
            var measured: [Figure] = []
            for group in chosen {
                FileHandle.standardError.write(Data("measuring \(group.name) …\n".utf8))
                // A part's own name stands for all of its figures, whatever they begin with.
                measured += try await group.measure().filter { group.name == prefix || $0.name.hasPrefix(prefix) }
            }
            let width = measured.map(\.name.count).max() ?? 0
            print(Figure.heading(width: width))
            for figure in measured { print(figure.row(width: width)) }
            let lines = measured.map(\.json)
            print("")
            for line in lines { print(line) }
            if let json { try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: json)) }
        }
    }
}
