import ArgumentParser
import SoftwareTEE
import Wire

/// Prints the root's public key, as a trust file lists it.
struct Root: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the root's public key in hexadecimal; makes the root if there is none.")

    @Option(name: .customLong("root"), help: ArgumentHelp("The file that holds the root.", valueName: "file"))
    var file: String

    func run() throws {
        try ProcessHardening.apply(readers: .nobody)
        print(try SoftwareRoot.loadOrCreate(path: file).publicKey.hex)
    }
}
