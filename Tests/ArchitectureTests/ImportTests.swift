import Foundation
import Testing

@Suite struct ImportTests {
    @Test func `A target imports only what the design lets it know`() throws {
        for file in try SourceTree("Sources").files {
            let known = try #require(Direction.sources[file.target], "\(file.target) has no line in Direction.swift")
            let imports = Set(file.imports.map(\.module))
            var allowed = known.union(Direction.system)
            // Off Linux the essentials are part of Foundation, and so a pure target may name it as the other choice.
            if Direction.pure[file.target] == nil || imports.contains("FoundationEssentials") { allowed.insert("Foundation") }
            let surplus = imports.subtracting(allowed).sorted()
            #expect(surplus.isEmpty, "\(file.path) imports \(surplus.joined(separator: ", "))")
        }
    }

    @Test func `A test imports only the modules of ours that it tests`() throws {
        let ours = Set(Direction.sources.keys).union(
            Direction.sources.values.joined().filter { $0.hasPrefix("C") && !$0.hasPrefix("Crypto") })
        for file in try SourceTree("Tests").files {
            let known = try #require(Direction.tests[file.target], "\(file.target) has no line in Direction.swift")
            let surplus = Set(file.imports.map(\.module)).intersection(ours).subtracting(known).sorted()
            #expect(surplus.isEmpty, "\(file.path) imports \(surplus.joined(separator: ", "))")
        }
    }

    @Test func `The table knows every target, and every target exists`() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: SourceTree.root.appending(path: "Sources").path)
        let swift = folders.filter { Direction.sources[$0] != nil || !$0.hasPrefix("C") || $0.dropFirst().first?.isLowercase == true }
        #expect(Set(swift) == Set(Direction.sources.keys))
        let tests = try FileManager.default.contentsOfDirectory(atPath: SourceTree.root.appending(path: "Tests").path)
        #expect(Set(tests) == Set(Direction.tests.keys))
    }

    @Test func `The state machine knows neither network nor storage`() throws {
        let forbidden = ["GRPC", "NIO", "Protobuf", "SQL", "Network"]
        for file in try SourceTree("Sources").files where file.target == "ControlPlane" {
            for (module, _) in file.imports {
                #expect(!forbidden.contains { module.contains($0) }, "\(file.path) imports \(module)")
            }
        }
    }

    @Test func `Only mains know a concrete back end, and only development ones the software TEE`() {
        let backEnds = Direction.sources.filter { $0.value.contains("LedgerSQLite") }.keys.sorted()
        #expect(backEnds == ["Simulation", "cloister-bench", "cloisterd", "cloisterd-dev"])
        let software = Direction.sources.filter { $0.value.contains("SoftwareTEE") }.keys.sorted()
        #expect(software == ["Commands", "cloister-bench", "cloister-measurer", "cloisterd-dev"])
    }

    @Test func `The direction has no circles`() {
        var remaining = Direction.sources
        while true {
            let free = remaining.filter { $0.value.isDisjoint(with: remaining.keys) }.keys
            if free.isEmpty { break }
            for target in free { remaining[target] = nil }
        }
        #expect(remaining.isEmpty, "these import one another: \(remaining.keys.sorted())")
    }

    @Test func `Imports are internal unless they say otherwise, and nothing is exported again`() throws {
        let package = try String(contentsOf: SourceTree.root.appending(path: "Package.swift"), encoding: .utf8)
        for setting in ["InternalImportsByDefault", "ExistentialAny"] {
            #expect(package.contains(".enableUpcomingFeature(\"\(setting)\")"), "Package.swift does not enable \(setting)")
        }
        for file in try SourceTree("Sources").files {
            for (module, prefix) in file.imports {
                #expect(!prefix.contains("@_exported"), "\(file.path) exports \(module) again")
                #expect(!prefix.contains("@testable"), "\(file.path) looks inside \(module)")
            }
        }
    }
}
