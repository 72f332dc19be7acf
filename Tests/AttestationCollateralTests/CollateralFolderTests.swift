import Foundation
import Testing

@testable import Attestation
@testable import AttestationCollateral

/// The cache on disk: private, bounded, whole.
@Suite struct CollateralFolderTests {
    private func entry(_ address: String, _ body: [UInt8] = [1, 2, 3]) -> CollateralEntry {
        CollateralEntry(
            address: address, fetchedAt: 5, freshUntil: 9, tag: "\"t\"", lastModified: nil, issuerChain: [7], body: body)
    }

    private func files(_ path: String) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }

    private func mode(_ path: String) throws -> Int {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }

    @Test func `What is kept is found again, by its owner alone`() throws {
        let place = TestFolder()
        let folder = try CollateralFolder(place.path)
        try folder.keep(entry("https://a"))
        #expect(folder.entry(for: "https://a") == entry("https://a"))
        #expect(folder.entry(for: "https://b") == nil)
        let names = try files(place.path)
        #expect(names.count == 1)
        #expect(try mode(place.path) == 0o700)
        #expect(try mode("\(place.path)/\(names[0])") == 0o600)
        folder.remove("https://a")
        #expect(try files(place.path).isEmpty)
    }

    @Test func `[119] A folder that is open to others, a link or a file is refused`() throws {
        let open = TestFolder()
        let file = TestFolder()
        let link = TestFolder()
        try FileManager.default.createDirectory(atPath: open.path, withIntermediateDirectories: false)
        try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: open.path)
        try Data().write(to: URL(fileURLWithPath: file.path))
        try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "/tmp")
        for path in [open.path, file.path, link.path, open.path + "/a/b"] {
            let error = #expect(throws: CollateralError.self) { _ = try CollateralFolder(path) }
            #expect(error?.code == .cacheUnusable)
        }
    }

    @Test func `[105] A file that is damaged, cut, another's or a link is no entry`() throws {
        let place = TestFolder()
        let folder = try CollateralFolder(place.path)
        try folder.keep(entry("https://a"))
        let path = try "\(place.path)/\(#require(files(place.path).first))"
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for place in 0..<whole.count {
            var damaged = whole
            damaged[place] ^= 1
            try damaged.write(to: URL(fileURLWithPath: path))
            #expect(folder.entry(for: "https://a") == nil)
            try whole.prefix(place).write(to: URL(fileURLWithPath: path))
            #expect(folder.entry(for: "https://a") == nil)
        }
        try Data(entry("https://b").encoded).write(to: URL(fileURLWithPath: path))
        #expect(folder.entry(for: "https://a") == nil)
        try FileManager.default.removeItem(atPath: path)
        let elsewhere = TestFolder()
        try whole.write(to: URL(fileURLWithPath: elsewhere.path))
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: elsewhere.path)
        #expect(folder.entry(for: "https://a") == nil)
    }

    @Test func `[103] A write that never ended leaves what was kept`() throws {
        let place = TestFolder()
        let folder = try CollateralFolder(place.path)
        try folder.keep(entry("https://a"))
        let path = try "\(place.path)/\(#require(files(place.path).first))"
        let torn = URL(fileURLWithPath: path + ".1.1.new")
        try Data(entry("https://a", [9]).encoded.prefix(40)).write(to: torn)
        #expect(folder.entry(for: "https://a")?.body == [1, 2, 3])
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: torn.path)
        try folder.keep(entry("https://b"))
        #expect(try files(place.path).allSatisfy { $0.hasSuffix(".entry") })
    }

    @Test func `A folder that vanished is told, and nothing is half there`() throws {
        let place = TestFolder()
        let folder = try CollateralFolder(place.path)
        try FileManager.default.removeItem(atPath: place.path)
        let error = #expect(throws: CollateralError.self) { try folder.keep(entry("https://a")) }
        #expect(error?.code == .cacheUnusable)
        #expect(folder.entry(for: "https://a") == nil)
    }

    @Test func `[94] No more is kept than may be`() throws {
        let place = TestFolder()
        let folder = try CollateralFolder(place.path, maximumCount: 3, maximumBytes: 3000)
        for number in 0..<6 { try folder.keep(entry("https://\(number)")) }
        #expect(try files(place.path).count == 3)
        #expect(folder.entry(for: "https://5") != nil)
        try folder.keep(entry("https://large", [UInt8](repeating: 0, count: 2900)))
        #expect(try files(place.path).count == 1)
        #expect(folder.entry(for: "https://large") != nil)
        try folder.keep(entry("https://huge", [UInt8](repeating: 0, count: CollateralEntry.maximumLength)))
        #expect(folder.entry(for: "https://huge") == nil)
    }

    @Test func `Many writers and readers at once never see half an entry`() async throws {
        let place = TestFolder()
        let path = place.path
        let first = try CollateralFolder(path)
        try first.keep(entry("https://a"))
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<8 {
                group.addTask {
                    guard let own = try? CollateralFolder(path) else { return false }
                    let body = [UInt8](repeating: UInt8(number), count: 20_000)
                    var isWhole = true
                    for _ in 0..<10 {
                        isWhole = (try? own.keep(entry("https://a", body))) != nil && isWhole
                        isWhole = own.entry(for: "https://a") != nil && isWhole
                    }
                    return isWhole
                }
            }
            for await isWhole in group { #expect(isWhole) }
        }
        #expect(try files(path).count == 1)
    }
}
