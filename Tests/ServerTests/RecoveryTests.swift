import ControlPlane
import Foundation
import Ledger
import Logging
import SealedData
import Testing
import Wire

@testable import Server

/// Three holders of recovery keys, and a ledger in a folder of its own.
private struct Holders {
    let keys: [RecipientPrivateKey]
    let folder = FileManager.default.temporaryDirectory.path + "/recovery-\(UUID().uuidString)"
    let ledgerKeys: LedgerKeys

    init() throws {
        keys = try (0..<3).map { _ in try RecipientPrivateKey() }
        ledgerKeys = try LedgerKeys(applicationSecret: [1])
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    func set(_ threshold: Int = 2) throws -> RecoverySet { try RecoverySet(threshold: threshold, holders: keys.map(\.publicKey)) }

    /// Lends a ledger that has its first event, whose journal writes.
    static func with(_ body: @Sendable (Holders, ControlLedger, LedgerOrigin) async throws -> Void) async throws {
        let holders = try Holders()
        defer { try? FileManager.default.removeItem(atPath: holders.folder) }
        let origin = try LedgerOrigin(Inside.origin)
        let journal = try await Journal.create(store: MemoryLedgerStore(), keys: holders.ledgerKeys, origin: origin)
        try await journal.whileRunning {
            let ledger = try ControlLedger(journal: journal, state: State())
            try await ledger.submit(
                .configure(
                    Configuration(
                        ledgerOrigin: Inside.origin, adminKeys: [], isRegistrationOpen: true, jailProfiles: ["standard"],
                        witnessPolicy: "off", limits: Limits())), by: .system)
            try await body(holders, ledger, origin)
        }
    }

    func keeper(_ ledger: ControlLedger) -> RecoveryKeeper {
        RecoveryKeeper(folder: folder, ledger: ledger, keys: ledgerKeys, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// The package on the disk.
    func package() throws -> RecoveryPackage { try RecoveryPackage(try #require(try RecoveryKeeper.file(in: folder).read())) }

    /// What holder `number` sends.
    func envelope(_ number: Int, _ approvals: RecoveryApprovals, seen: [UInt8] = []) throws -> Envelope {
        let package = approvals.package
        return try package.approval(try package.share(for: keys[number - 1]), seen: seen, to: approvals.key.publicKey)
    }
}

private func code(_ body: () throws -> Void) -> RecoveryError.Code? {
    do { try body() } catch let error as RecoveryError { return error.code } catch { return nil }
    return nil
}

@Suite struct RecoveryTests {
    @Test func `[47] Two of three holders give the very keys back, and what they have seen is demanded of the ledger`() async throws {
        try await Holders.with { holders, ledger, origin in
            try await holders.keeper(ledger).keep(try holders.set(), isRenewed: false)
            let package = try holders.package()
            let recorded = try await ledger.read { state, _ in state.recovery }
            #expect(recorded?.package == package.digest && recorded?.generation == 1 && recorded?.threshold == 2)
            let approvals = try RecoveryApprovals(package: package, origin: origin, set: try holders.set())
            let seen = try ledger.journal.checkpoint.bytes
            try approvals.approve(holder: 3, of: package.digest, try holders.envelope(3, approvals, seen: seen))
            #expect(!approvals.isComplete && approvals.holders == [3])
            #expect(code { _ = try approvals.recovered() } == .tooFewShares)
            try approvals.approve(holder: 1, of: package.digest, try holders.envelope(1, approvals))
            let recovered = try approvals.recovered()
            #expect(recovered.holders == [1, 3] && recovered.seen.last?.bytes == seen && recovered.seen.count == 2)
            #expect(try recovered.keys.checkpointKey(origin: origin) == package.key)
            try recovered.check(recorded: recorded)
            try await ledger.submit(.recoverKeys(generation: 1, holders: recovered.holders), by: .system)
        }
    }

    @Test func `[46][47] A package of another ledger, of other holders or of an older generation is refused`() async throws {
        try await Holders.with { holders, ledger, origin in
            let keeper = holders.keeper(ledger)
            try await keeper.keep(try holders.set(), isRenewed: false)
            let old = try holders.package()
            let other = try LedgerOrigin("ledger.test/another")
            #expect(code { _ = try RecoveryApprovals(package: old, origin: other, set: holders.set()) } == .otherLedger)
            #expect(code { _ = try RecoveryApprovals(package: old, origin: origin, set: holders.set(1)) } == .otherSet)

            try await keeper.keep(try holders.set(), isRenewed: true)
            let new = try holders.package()
            let approvals = try RecoveryApprovals(package: old, origin: origin, set: try holders.set())
            for holder in [1, 2] { try approvals.approve(holder: holder, of: old.digest, try holders.envelope(holder, approvals)) }
            let recorded = try await ledger.read { state, _ in state.recovery }
            #expect(new.generation == 2 && recorded?.generation == 2)
            #expect(code { try approvals.recovered().check(recorded: recorded) } == .otherGeneration)
            // Another package of the number on record is as bad, and the next one's record was cut short by a crash.
            let recovered = try approvals.recovered()
            let twin = RecoveryRecord(generation: 1, package: new.digest, threshold: 2, holders: holders.keys.map(\.publicKey.digest))
            #expect(code { try recovered.check(recorded: twin) } == .otherGeneration)
            try recovered.check(recorded: nil)
        }
    }

    @Test func `[47][130] A share of another package, a holder twice, and a checkpoint of another ledger are refused`() async throws {
        try await Holders.with { holders, ledger, origin in
            let keeper = holders.keeper(ledger)
            try await keeper.keep(try holders.set(), isRenewed: false)
            let old = try RecoveryApprovals(package: try holders.package(), origin: origin, set: try holders.set())
            try await keeper.keep(try holders.set(), isRenewed: true)
            let package = try holders.package()
            let approvals = try RecoveryApprovals(package: package, origin: origin, set: try holders.set())
            #expect(
                code { try approvals.approve(holder: 1, of: old.package.digest, holders.envelope(1, old)) } == .otherGeneration)
            #expect(code { try approvals.approve(holder: 1, of: package.digest, holders.envelope(1, old)) } == .otherGeneration)
            #expect(code { try approvals.approve(holder: 2, of: package.digest, holders.envelope(1, approvals)) } == .otherGeneration)
            let foreign = try await Journal.create(
                store: MemoryLedgerStore(), keys: LedgerKeys(applicationSecret: [2]), origin: origin
            ).checkpoint.bytes
            #expect(
                code { try approvals.approve(holder: 1, of: package.digest, holders.envelope(1, approvals, seen: foreign)) } == .otherLedger
            )
            #expect(approvals.holders.isEmpty)
            try approvals.approve(holder: 1, of: package.digest, try holders.envelope(1, approvals))
            #expect(code { try approvals.approve(holder: 1, of: package.digest, holders.envelope(1, approvals)) } == .repeatedHolder)
            #expect(approvals.holders == [1])
        }
    }

    @Test func `A package stays until its holders change, is made again if it is lost or altered, and ends on record`() async throws {
        try await Holders.with { holders, ledger, _ in
            let keeper = holders.keeper(ledger)
            func generation() async throws -> UInt64? { try await ledger.read { state, _ in state.recovery?.generation } }
            try await keeper.keep(nil, isRenewed: false)
            #expect(try await generation() == nil)
            for _ in 0..<2 { try await keeper.keep(try holders.set(), isRenewed: false) }
            #expect(try await generation() == 1)
            try await keeper.keep(try holders.set(3), isRenewed: false)
            #expect(try await generation() == 2 && holders.package().set.threshold == 3)
            let file = RecoveryKeeper.file(in: holders.folder)
            try file.replace(with: [1, 2, 3])
            try await keeper.keep(try holders.set(3), isRenewed: false)
            #expect(try await generation() == 3 && holders.package().generation == 3)
            try file.remove()
            try await keeper.keep(try holders.set(3), isRenewed: false)
            #expect(try await generation() == 4)
            for _ in 0..<2 { try await keeper.keep(nil, isRenewed: false) }
            #expect(try await generation() == 5)
            let isOffered = try await ledger.read { state, _ in state.recovery?.isOffered }
            #expect(isOffered == false)
            #expect(try file.read() == nil)
        }
    }
}
