import Foundation
import Testing

@Suite struct HygieneTests {
    @Test(arguments: ["Sources", "Tests"])
    func `No file is longer than 450 lines`(folder: String) throws {
        for file in try SourceTree(folder).files {
            #expect(file.lines.count <= 451, "\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test(arguments: ["Sources", "Tests"])
    func `Nothing is left for later`(folder: String) throws {
        // Put together here so that this file does not find itself.
        let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"]
        for file in try SourceTree(folder).files {
            for (number, line) in file.lines.enumerated() {
                let found = marks.filter { line.contains($0) }
                #expect(found.isEmpty, "\(file.path):\(number + 1) says \(found.joined(separator: ", "))")
            }
        }
    }

    @Test func `A library ends no process over its input`() throws {
        for file in try SourceTree("Sources").files where Direction.mains[file.target] == nil {
            for (number, line) in file.lines.enumerated() where !line.drop(while: { $0 == " " }).hasPrefix("//") {
                let found = ["try!", "as!", "fatal" + "Error("].filter { line.contains($0) }
                #expect(found.isEmpty, "\(file.path):\(number + 1) uses \(found.joined(separator: ", "))")
            }
        }
    }
}
