import Client
import ControlPlane
import Foundation
import Testing
import Wire

@testable import Commands

@Suite struct HomeFolderTests {
    @Test func `[119] The home and every file in it are its owner's alone`() throws {
        let home = TemporaryHome()
        let identity = try home.folder.createIdentity(name: "business", roles: [.dataOwner])
        #expect(try home.mode(home.folder.path) == 0o700)
        for file in [HomeFolder.File.identity, .signingKey, .recipientKey] {
            #expect(try home.mode(home.folder.filePath(file)) == 0o600, "\(file)")
        }
        let keys = try home.folder.identity()
        #expect(keys.id.description == identity.party)
        #expect(keys.signingKey.hex == identity.signingKey)
    }

    @Test func `[119] A key file or a home that others can read is refused`() throws {
        let home = TemporaryHome()
        _ = try home.folder.createIdentity(name: "business", roles: [.dataOwner])
        for file in [HomeFolder.File.signingKey, .recipientKey] {
            try home.setMode(0o640, home.folder.filePath(file))
            #expect(throws: LocalFileError.self) { try home.folder.identity() }
            try home.setMode(0o600, home.folder.filePath(file))
        }
        try home.setMode(0o750, home.folder.path)
        #expect(throws: LocalFileError.self) { try home.folder.identity() }
    }

    @Test func `[119] A key file that is a link is refused`() throws {
        let home = TemporaryHome()
        _ = try home.folder.createIdentity(name: "business", roles: [.dataOwner])
        let path = home.folder.filePath(.signingKey)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".real")
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path + ".real")
        #expect(throws: LocalFileError.self) { try home.folder.identity() }
    }

    @Test func `[119] The public part holds no byte of a private key`() throws {
        let home = TemporaryHome()
        _ = try home.folder.createIdentity(name: "business", roles: [.dataOwner])
        let identity = String(decoding: try home.folder.read(.identity), as: UTF8.self)
        for file in [HomeFolder.File.signingKey, .recipientKey] {
            #expect(!identity.contains(Array(try home.folder.read(file).suffix(32)).hex))
        }
    }

    @Test(arguments: [HomeFolder.File.identity, .signingKey, .recipientKey])
    func `An identity is never overwritten`(kept: HomeFolder.File) throws {
        let home = TemporaryHome()
        _ = try home.folder.createIdentity(name: "business", roles: [.dataOwner])
        let before = try home.folder.read(kept)
        for file in [HomeFolder.File.identity, .signingKey, .recipientKey] where file != kept {
            try FileManager.default.removeItem(atPath: home.folder.filePath(file))
        }
        #expect(throws: LocalFileError.self) { try home.folder.createIdentity(name: "other", roles: [.dataOwner]) }
        #expect(try home.folder.read(kept) == before)
    }

    @Test func `A damaged key file is refused at every length and for every other kind`() throws {
        let home = TemporaryHome()
        _ = try home.folder.createIdentity(name: "business", roles: [.dataOwner])
        let path = home.folder.filePath(.signingKey)
        let whole = try home.folder.read(.signingKey)
        for length in 0..<whole.count {
            try LocalFile.write(Array(whole[..<length]), to: path)
            #expect(throws: LocalFileError.self) { try home.folder.identity() }
        }
        try LocalFile.write(whole + [0], to: path)
        #expect(throws: LocalFileError.self) { try home.folder.identity() }
        try LocalFile.write(try home.folder.read(.recipientKey), to: path)
        #expect(throws: LocalFileError.self) { try home.folder.identity() }
        try LocalFile.write(whole, to: path)
        _ = try home.folder.identity()
    }

    @Test func `The keys of another identity are refused`() throws {
        let (home, other) = (TemporaryHome(), TemporaryHome())
        _ = try home.folder.createIdentity(name: "business", roles: [.dataOwner])
        _ = try other.folder.createIdentity(name: "business", roles: [.dataOwner])
        try home.folder.write(try other.folder.read(.signingKey), to: .signingKey)
        #expect(throws: LocalFileError.self) { try home.folder.identity() }
    }

    @Test(arguments: ["", "two\nlines", " padded", String(repeating: "x", count: 129)])
    func `A name that a ledger would refuse makes no identity`(name: String) {
        let home = TemporaryHome()
        #expect(throws: CommandFailure.self) { try home.folder.createIdentity(name: name, roles: [.dataOwner]) }
        #expect(!home.folder.exists(.signingKey))
    }
}
