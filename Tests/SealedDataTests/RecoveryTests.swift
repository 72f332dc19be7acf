import Testing
import Wire

@testable import SealedData

@Suite struct SecretSharingTests {
    /// Multiplication as the definition has it: the product of the polynomials, reduced afterwards.
    private func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var product: UInt16 = 0
        for bit in 0..<8 where right >> UInt8(bit) & 1 == 1 { product ^= UInt16(left) << UInt16(bit) }
        for bit in stride(from: 14, through: 8, by: -1) where product >> UInt16(bit) & 1 == 1 { product ^= 0x11b << UInt16(bit - 8) }
        return UInt8(product)
    }

    @Test func `The field's products are those of the definition, and inverses are`() {
        for left in UInt8.min ... .max {
            for right in UInt8.min ... .max where SecretSharing.multiply(left, right) != product(left, right) {
                Issue.record("\(left) · \(right)")
            }
            #expect(SecretSharing.multiply(left, SecretSharing.inverse(left)) == (left == 0 ? 0 : 1))
        }
        // FIPS 197, section 4.2.
        #expect(SecretSharing.multiply(0x57, 0x83) == 0xc1)
    }

    @Test(arguments: [(1, 1), (1, 3), (2, 2), (2, 3), (3, 5), (16, 16)])
    func `As many shares as it takes give the secret, and fewer do not`(
        _ threshold: Int, _ count: Int
    ) {
        var random = SystemRandomNumberGenerator()
        let secret = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let coefficients = (0..<(threshold - 1) * 32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let shares = SecretSharing.split(secret, threshold: threshold, count: count, coefficients: coefficients)
        #expect(shares.count == count)
        for first in 0..<count {
            let chosen = (0..<threshold).map { (first + $0) % count }
            let given = Dictionary(uniqueKeysWithValues: chosen.map { (UInt8($0 + 1), shares[$0]) })
            #expect(SecretSharing.combine(given) == secret)
            guard threshold > 1 else { continue }
            var fewer = given
            fewer[UInt8(chosen[0] + 1)] = nil
            #expect(SecretSharing.combine(fewer) != secret)
        }
    }

    @Test func `Shares, commitment and sealing are those of the vectors`() throws {
        let coefficients = [UInt8](repeating: 0xaa, count: 32) + [UInt8](repeating: 0xbb, count: 32)
        let shares = SecretSharing.split([UInt8](repeating: 0x99, count: 32), threshold: 3, count: 5, coefficients: coefficients)
        #expect(shares.map { Array($0.prefix(1)).hex }.joined() == RecoveryVectors.shares)
        #expect(RecoveryPackage.commitment(to: shares[1], of: 2, RecoveryVectors.origin, 7).hex == RecoveryVectors.commitment)
        let head = [UInt8](repeating: 0xcc, count: 32)
        let sealed = try RecoveryPackage.seal([UInt8](repeating: 0xdd, count: 40), under: [UInt8](repeating: 0x99, count: 32), head)
        #expect(sealed.hex == RecoveryVectors.sealed)
    }
}

/// A ledger's key, its holders and packages for them.
private struct Recovery {
    let ledger: NoteSigningKey
    let holders: [RecipientPrivateKey]
    let keys: [UInt8] = Array("the keys of a ledger".utf8)

    init(holders count: Int = 3) throws {
        ledger = try NoteSigningKey(name: RecoveryVectors.origin, algorithm: .ed25519)
        holders = try (0..<count).map { _ in try RecipientPrivateKey() }
    }

    func set(_ threshold: Int = 2) throws -> RecoverySet { try RecoverySet(threshold: threshold, holders: holders.map(\.publicKey)) }

    func package(_ generation: UInt64 = 1, threshold: Int = 2, signedBy other: NoteSigningKey? = nil) throws -> RecoveryPackage {
        try RecoveryPackage.make(
            of: keys, origin: RecoveryVectors.origin, generation: generation, key: ledger.verifier, checkpoint: [1, 2, 3],
            set: set(threshold)
        ) { try (other ?? ledger).sign($0) }
    }

    /// What holder `number` sends to a node, and what the node makes of it.
    func approve(_ package: RecoveryPackage, _ number: Int, at node: RecipientPrivateKey, for other: RecoveryPackage? = nil) throws
        -> RecoveryShare
    {
        let approval = try package.approval(try package.share(for: holders[number - 1]), seen: [9], to: node.publicKey)
        let opened = try (other ?? package).open(approval: approval, of: number, with: node)
        #expect(opened.checkpoint == [9])
        return opened.share
    }
}

private func code(_ body: () throws -> Void) -> RecoveryError.Code? {
    do { try body() } catch let error as RecoveryError { return error.code } catch { return nil }
    return nil
}

@Suite struct RecoveryPackageTests {
    @Test func `Any two of three holders give the keys back`() throws {
        let recovery = try Recovery()
        let package = try RecoveryPackage(try recovery.package().bytes)
        #expect(package.checkpoint == [1, 2, 3] && package.generation == 1 && package.key == recovery.ledger.verifier)
        let node = try RecipientPrivateKey()
        for pair in [[1, 2], [2, 3], [3, 1], [1, 2, 3]] {
            let shares = try pair.map { try recovery.approve(package, $0, at: node) }
            #expect(try package.open(with: shares) == recovery.keys)
        }
    }

    @Test func `[47] Fewer holders than it takes, and a holder twice, are refused by name`() throws {
        let recovery = try Recovery()
        let package = try recovery.package()
        let node = try RecipientPrivateKey()
        let first = try recovery.approve(package, 1, at: node)
        #expect(code { _ = try package.open(with: []) } == .tooFewShares)
        #expect(code { _ = try package.open(with: [first]) } == .tooFewShares)
        #expect(code { _ = try package.open(with: [first, first]) } == .repeatedHolder)
    }

    @Test func `[47] Shares of two generations do not mix, and an older one is none of this package`() throws {
        let recovery = try Recovery()
        let (old, new) = (try recovery.package(1), try recovery.package(2))
        let again = try recovery.package(2)
        let node = try RecipientPrivateKey()
        for other in [new, again] {
            #expect(code { _ = try recovery.approve(old, 1, at: node, for: other) } == .otherGeneration)
        }
        #expect(code { _ = try recovery.approve(new, 1, at: node, for: again) } == .otherGeneration)
        let mixed = [try recovery.approve(old, 1, at: node), try recovery.approve(new, 2, at: node)]
        #expect(code { _ = try new.open(with: mixed) } == .malformed)
    }

    @Test func `[47] A wrong share is refused and its holder is named`() throws {
        let recovery = try Recovery()
        let package = try recovery.package()
        #expect(code { _ = try package.share(2, [UInt8](repeating: 1, count: 32)) } == .wrongShare)
        let node = try RecipientPrivateKey()
        let approval = try package.approval(try package.share(for: recovery.holders[0]), seen: [], to: node.publicKey)
        #expect(code { _ = try package.open(approval: approval, of: 2, with: node) } == .otherGeneration)
        #expect(code { _ = try package.open(approval: approval, of: 4, with: node) } == .notAHolder)
        #expect(code { _ = try package.open(approval: approval, of: 0, with: node) } == .notAHolder)
        #expect(code { _ = try package.share(for: RecipientPrivateKey()) } == .notAHolder)
    }

    @Test func `[130] A share sealed to one node opens at no other`() throws {
        let recovery = try Recovery()
        let package = try recovery.package()
        let approval = try package.approval(try package.share(for: recovery.holders[0]), seen: [], to: try RecipientPrivateKey().publicKey)
        #expect(code { _ = try package.open(approval: approval, of: 1, with: RecipientPrivateKey()) } == .otherGeneration)
    }

    @Test func `[44][47] A package that the ledger's key did not sign is refused, and so is every altered byte of one`() async throws {
        let recovery = try Recovery()
        let attacker = try NoteSigningKey(name: RecoveryVectors.origin, algorithm: .ed25519)
        #expect(code { _ = try recovery.package(signedBy: attacker) } == .unsigned)
        let other = try NoteSigningKey(name: "another.example/ledger", algorithm: .ed25519)
        #expect(
            code {
                _ = try RecoveryPackage.make(
                    of: [1], origin: RecoveryVectors.origin, generation: 1, key: other.verifier, checkpoint: [], set: try recovery.set()
                ) { try other.sign($0) }
            } == .otherLedger)
        let bytes = try recovery.package().bytes
        for index in stride(from: 0, to: bytes.count, by: 41) {
            var altered = bytes
            altered[index] ^= 1
            #expect(throws: RecoveryError.self) { try RecoveryPackage(altered) }
            await Task.yield()
        }
        #expect(throws: RecoveryError.self) { try RecoveryPackage(bytes + [0]) }
        #expect(throws: RecoveryError.self) { try RecoveryPackage(Array(bytes.dropLast())) }
        #expect(throws: RecoveryError.self) { try RecoveryPackage([]) }
    }

    @Test func `A set has distinct holders and a threshold that they can reach`() throws {
        let keys = try (0..<17).map { _ in try RecipientPrivateKey().publicKey }
        for (threshold, holders) in [(0, Array(keys[..<2])), (3, Array(keys[..<2])), (1, []), (2, keys), (1, [keys[0], keys[0]])] {
            #expect(code { _ = try RecoverySet(threshold: threshold, holders: holders) } == .invalidSet)
        }
        let set = try RecoverySet(threshold: 16, holders: Array(keys[..<16]))
        #expect(try RecoverySet(wireBytes: set.wireBytes) == set)
        #expect(try set.digest != RecoverySet(threshold: 15, holders: set.holders).digest)
        #expect(try set.digest != RecoverySet(threshold: 16, holders: set.holders.reversed()).digest)
    }
}
