import Foundation

/// Other programs, to be measured beside.
enum Program {
    /// Runs a program to its end and gives what it wrote to its standard output.
    static func run(_ name: String, _ arguments: [String]) throws -> String { try Child(name, arguments).rest() }

    /// The path of a program that was built together with this one.
    static func sibling(_ name: String) throws -> String {
        guard let path = Bundle.main.executableURL?.deletingLastPathComponent().appendingPathComponent(name).path,
            FileManager.default.isExecutableFile(atPath: path)
        else { throw FigureError("\(name) is not built beside this program; scripts/build makes all of them") }
        return path
    }
}
