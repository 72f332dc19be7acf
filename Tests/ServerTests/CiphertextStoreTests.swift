import ControlPlane
import Crypto
import Foundation
import SealedData
import Testing

@testable import Server

@Suite struct CiphertextStoreTests {
    private static func content(_ length: Int, _ fill: UInt8 = 1) -> [UInt8] { [UInt8](repeating: fill, count: length) }
    private static func digest(_ content: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: content)) }
    private static let small = {
        var limits = StorageLimits()
        (limits.partyMiB, limits.unregisteredBlobs) = (1, 2)
        return limits
    }()

    @discardableResult
    private static func upload(_ content: [UInt8], of party: Member, to inside: Inside) async throws -> [UInt8] {
        try await inside.store.receive(UInt64(content.count), digest: digest(content), from: party.id) { try $0.append(content) }
    }

    private static func register(_ content: [UInt8], of party: Member, at inside: Inside) async throws -> AssetRegistration {
        let asset = try inside.asset("data", of: party, content: content)
        try await inside.store.withCiphertext(of: asset, from: party.id) { try await inside.register(asset, of: party) }
        return asset
    }

    private static func reason(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch { return (error as? ServiceRefusal)?.reason ?? "\(error)" }
    }

    @Test func `[94] A party's uploads and assets fill its own room and not that of others`() async throws {
        try await Inside.with(limits: Self.small) { inside in
            let half = Self.content(600_000)
            try await Self.upload(half, of: inside.business, to: inside)
            let another = Self.content(600_000, 2)
            #expect(await Self.reason { try await Self.upload(another, of: inside.business, to: inside) } == "STORAGE_LIMIT")
            #expect(!inside.store.blobs.contains(Self.digest(another)))
            try await Self.upload(another, of: inside.modelOwner, to: inside)
            // As an asset it takes the same room; deleted, it gives it back.
            let asset = try await Self.register(half, of: inside.business, at: inside)
            #expect(await Self.reason { try await Self.upload(another, of: inside.business, to: inside) } == "STORAGE_LIMIT")
            try await inside.ledger.submit(.deleteAsset(asset.id), by: inside.business.actor, key: .random())
            try await Self.upload(another, of: inside.business, to: inside)
        }
    }

    @Test func `[94] Registering what somebody else uploaded takes room as well`() async throws {
        try await Inside.with(limits: Self.small) { inside in
            let (first, second) = (Self.content(600_000), Self.content(600_000, 2))
            for content in [first, second] { _ = try inside.store.blobs.write(content) }
            _ = try await Self.register(first, of: inside.business, at: inside)
            #expect(await Self.reason { _ = try await Self.register(second, of: inside.business, at: inside) } == "STORAGE_LIMIT")
            #expect(await Self.reason { _ = try await Self.register(second, of: inside.modelOwner, at: inside) } == nil)
        }
    }

    @Test func `[94] Uploads that are under way or not registered are bounded in number`() async throws {
        try await Inside.with(limits: Self.small) { inside in
            try await Self.upload([1], of: inside.business, to: inside)
            let reason = try await inside.store.receive(1, digest: Self.digest([2]), from: inside.business.id) { writer in
                #expect(await Self.reason { try await Self.upload([3], of: inside.business, to: inside) } == "UPLOAD_LIMIT")
                try await Self.upload([3], of: inside.modelOwner, to: inside)
                try writer.append([2])
            }
            #expect(reason == Self.digest([2]))
            #expect(await Self.reason { try await Self.upload([3], of: inside.business, to: inside) } == "UPLOAD_LIMIT")
            _ = try await Self.register([1], of: inside.business, at: inside)
            try await Self.upload([3], of: inside.business, to: inside)
        }
    }

    @Test func `[94] An upload that fails gives its room back at once`() async throws {
        try await Inside.with(limits: Self.small) { inside in
            for _ in 0..<4 {
                await #expect(throws: SealedDataError.self) {
                    try await inside.store.receive(1_000_000, digest: Self.digest([9]), from: inside.business.id) { try $0.append([1]) }
                }
                await #expect(throws: CancellationError.self) {
                    try await inside.store.receive(1_000_000, digest: [], from: inside.business.id) { _ in throw CancellationError() }
                }
            }
            #expect(try inside.store.blobs.digests().isEmpty)
            try await Self.upload(Self.content(1_000_000), of: inside.business, to: inside)
        }
    }

    @Test func `[94] An upload that would take the disk's last bytes is refused before any of it is taken`() async throws {
        let limits = { (reserveMiB: Int) in
            var limits = StorageLimits()
            (limits.partyMiB, limits.reserveMiB) = (1 << 40, reserveMiB)
            return limits
        }
        try await Inside.with(limits: limits(1 << 40)) { inside in
            let reason = await Self.reason {
                _ = try await inside.store.receive(1, digest: [], from: inside.business.id) { _ in Issue.record("it was taken") }
            }
            #expect(reason == "STORAGE_UNAVAILABLE")
        }
        try await Inside.with(limits: limits(16)) { inside in
            let free = try inside.store.blobs.freeBytes()
            try #require(free > 32 << 20)
            let (most, digest) = (free / 4 * 3, Self.digest([1]))
            // Two that are under way share what is free.
            _ = try await inside.store.receive(most, digest: digest, from: inside.business.id) { writer in
                let reason = await Self.reason {
                    _ = try await inside.store.receive(most, digest: [], from: inside.modelOwner.id) { _ in Issue.record("it was taken") }
                }
                #expect(reason == "STORAGE_UNAVAILABLE")
                try writer.append([1])
            }
        }
    }

    @Test func `An asset whose ciphertext is not here, or of another length, is not registered`() async throws {
        try await Inside.with { inside in
            let content = Self.content(100)
            #expect(await Self.reason { _ = try await Self.register(content, of: inside.business, at: inside) } == "CIPHERTEXT_MISSING")
            try await Self.upload(content, of: inside.business, to: inside)
            var longer = try inside.asset("data", of: inside.business, content: content)
            longer.ciphertextLength += 1
            let other = longer
            #expect(
                await Self.reason {
                    try await inside.store.withCiphertext(of: other, from: inside.business.id) { Issue.record("it was registered") }
                } == "CIPHERTEXT_MISSING")
            _ = try await Self.register(content, of: inside.business, at: inside)
        }
    }

    @Test func `[94] A deleted asset's ciphertext goes with its last owner, and never while somebody may still register it`() async throws {
        try await Inside.with { inside in
            let content = Self.content(100)
            let digest = try await Self.upload(content, of: inside.business, to: inside)
            let mine = try await Self.register(content, of: inside.business, at: inside)
            let theirs = try await Self.register(content, of: inside.modelOwner, at: inside)
            try await inside.ledger.submit(.deleteAsset(mine.id), by: inside.business.actor, key: .random())
            try inside.store.discard(digest)
            #expect(inside.store.blobs.contains(digest))
            try await Self.upload(content, of: inside.business, to: inside)
            try await inside.ledger.submit(.deleteAsset(theirs.id), by: inside.modelOwner.actor, key: .random())
            try inside.store.discard(digest)
            #expect(inside.store.blobs.contains(digest))
            let again = try inside.asset("data", of: inside.business, content: content)
            try await inside.store.withCiphertext(of: again, from: inside.business.id) {
                try inside.store.discard(digest)
                #expect(inside.store.blobs.contains(digest))
                try await inside.register(again, of: inside.business)
            }
            try await inside.ledger.submit(.deleteAsset(again.id), by: inside.business.actor, key: .random())
            try inside.store.discard(digest)
            #expect(!inside.store.blobs.contains(digest))
        }
    }

    @Test func `[94] Abandoned ciphertext is removed when its time is over, also by a node that never saw it come`() async throws {
        try await Inside.with { inside in
            let age = UInt64(StorageLimits().unregisteredSeconds)
            let kept = Self.content(100)
            try await Self.upload(kept, of: inside.business, to: inside)
            _ = try await Self.register(kept, of: inside.business, at: inside)
            let abandoned = try inside.store.blobs.write(Self.content(50))
            let stored = try inside.store.blobs.storedAt(abandoned)
            #expect(try inside.store.collect(at: stored + age) == 0)
            #expect(inside.store.blobs.contains(abandoned))
            // A new process over the same folder.
            let later = CiphertextStore(blobs: try BlobDirectory(path: inside.store.blobs.path), ledger: inside.ledger, limits: .init())
            #expect(try later.collect(at: stored + age + 1) == 1)
            #expect(try inside.store.blobs.digests() == [Self.digest(kept)])
        }
    }

    @Test func `[94] Long outputs are kept as long as their run, and count for who asked for it`() async throws {
        try await Inside.with(limits: Self.small) { inside in
            let deal = try await inside.agree()
            let (member, _) = try inside.attach(capacity: 1)
            #expect(inside.store.lackOfRoom(for: inside.business.id) == nil)
            for fill in UInt8(1)...4 {
                let run = try await inside.admit(under: deal)
                await inside.dispatcher.startWaiting()
                let output = Self.content(300_000, fill)
                let digest = try inside.store.blobs.write(output)
                let lease = try #require(try await inside.lease(of: run))
                await inside.dispatcher.finish(
                    lease,
                    with: .succeeded([
                        .init(
                            slot: "labels", ciphertextDigest: digest, ciphertextLength: UInt64(output.count), plaintextLength: 299_000,
                            ciphertext: nil)
                    ]), from: member)
                #expect(try await inside.run(run).status == .succeeded)
            }
            #expect(inside.store.lackOfRoom(for: inside.business.id)?.reason == "STORAGE_LIMIT")
            #expect(inside.store.lackOfRoom(for: inside.modelOwner.id) == nil)
            #expect(try inside.store.collect(at: .max) == 0)
            #expect(try inside.store.blobs.digests().count == 5)
        }
    }
}
