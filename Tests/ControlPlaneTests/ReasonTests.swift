import Testing

@testable import ControlPlane

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct ReasonTests {
    @Test func `Reasons are distinct, upper-case snake case, and all described in docs/spec/reasons.md`() throws {
        let texts = ReasonCode.all.map(\.text)
        #expect(Set(texts).count == texts.count)
        #expect(texts.allSatisfy(Syntax.isReason))
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let file = try #require(fopen("/\(root)/docs/spec/reasons.md", "r"))
        defer { fclose(file) }
        var page: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { page += buffer.prefix(count) }
        // The section on the node itself lists reasons of the services around the control plane.
        var isOwn = true
        let rows = String(decoding: page, as: UTF8.self).split(separator: "\n").filter { line in
            if line.hasPrefix("## ") { isOwn = line != "## The node itself" }
            return isOwn && line.hasPrefix("| `")
        }
        let documented = rows.compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) }
        let failures = RunFailure.Code.allCases.map(\.text)
        #expect(documented.sorted() == (texts + failures).sorted())
    }
}
