import Foundation

@testable import Commands

/// A home in a folder that vanishes with it.
final class TemporaryHome {
    let folder: HomeFolder

    init() {
        folder = HomeFolder(option: FileManager.default.temporaryDirectory.appending(path: "cloister-home-\(UUID().uuidString)").path())
    }

    deinit { try? FileManager.default.removeItem(atPath: folder.path) }

    func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }

    func setMode(_ mode: Int, _ path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }
}
