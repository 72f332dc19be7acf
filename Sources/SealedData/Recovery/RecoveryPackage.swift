import Crypto
public import Wire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A ledger's keys, sealed under a secret of which each holder has a share (docs/spec/keys.md, "Recovery"). It lies on an untrusted disk.
///
/// A value exists only with a valid signature by the key that it names. Whether that is the ledger's is for its reader to say.
public struct RecoveryPackage: Equatable, Sendable {
    /// The longest package, in bytes.
    public static let maximumBytes = 256 << 10
    /// How long secret and shares are, in bytes.
    public static let shareBytes = 32
    static let maximumCheckpointBytes = 64 << 10
    private static let label = "cloister/recovery/v1"

    /// The file's bytes.
    public let bytes: [UInt8]
    /// The ledger's name.
    public let origin: String
    /// The package's number: one more each time that another took its place.
    public let generation: UInt64
    /// The ledger's key, which signed the package.
    public let key: NoteKey
    /// A head that the ledger had when the package was made.
    public let checkpoint: [UInt8]
    /// The holders.
    public let set: RecoverySet
    /// Names the package: SHA-256 of its body.
    public let digest: [UInt8]

    private let shares: [SealedShare]
    private let headDigest: [UInt8]
    private let sealed: [UInt8]

    private struct SealedShare: Equatable, Sendable {
        let commitment: [UInt8]
        let envelope: Envelope
    }

    /// Reads a package and verifies its signature by the key that it names.
    public init(_ bytes: [UInt8]) throws(RecoveryError) {
        guard bytes.count <= Self.maximumBytes else { throw .noPackage }
        let note: SignedNote
        do {
            var reader = ByteReader(bytes)
            let body = try reader.variable(atMost: Self.maximumBytes)
            note = try SignedNote(try reader.variable(atMost: SignedNote.maximumBytes))
            try reader.finish()
            digest = Array(SHA256.hash(data: body))

            reader = ByteReader(body)
            guard try reader.string(atMost: 64) == Self.label else { throw RecoveryError.noPackage }
            origin = try reader.string(atMost: NoteKey.maximumNameBytes)
            generation = try reader.u64()
            key = try NoteKey(verifierKey: try reader.string(atMost: 1024))
            checkpoint = try reader.variable(atMost: Self.maximumCheckpointBytes)
            let set = try reader.value(RecoverySet.self)
            self.set = set
            var shares: [SealedShare] = []
            for _ in set.holders {
                shares.append(SealedShare(commitment: try reader.fixed(Self.shareBytes), envelope: try reader.value()))
            }
            self.shares = shares
            headDigest = Array(SHA256.hash(data: body.dropLast(reader.remaining)))
            sealed = try reader.variable(atMost: Envelope.maximumSecretLength)
            try reader.finish()
        } catch {
            throw .noPackage
        }
        self.bytes = bytes
        guard key.name == origin else { throw RecoveryError(.otherLedger, "the package names a key that is not one of its ledger") }
        guard note.text == Self.text(origin, generation, digest), (try? key.verify(note)) != nil else {
            throw RecoveryError(.unsigned, "the package was altered: the key that it names did not sign it")
        }
    }

    private static func text(_ origin: String, _ generation: UInt64, _ digest: [UInt8]) -> String {
        "\(label)\n\(origin)\n\(generation)\n\(Base64.encode(digest))\n"
    }
}

extension RecoveryPackage {
    /// Draws a secret, shares it out, and seals keys under it.
    ///
    /// - Parameters:
    ///   - keys: What is recovered; the caller wipes it.
    ///   - key: The ledger's key.
    ///   - sign: Signs a note's text with it.
    public static func make(
        of keys: [UInt8], origin: String, generation: UInt64, key: NoteKey, checkpoint: [UInt8], set: RecoverySet,
        sign: (_ text: String) throws -> SignedNote.Signature
    ) throws -> RecoveryPackage {
        var random = randomBytes(set.threshold * shareBytes)
        defer { random.withUnsafeMutableBytes { wipe($0) } }
        return try make(of: keys, origin: origin, generation: generation, key: key, checkpoint: checkpoint, set: set, random, sign: sign)
    }

    /// The same with the secret and the coefficients given: threshold times 32 bytes.
    static func make(
        of keys: [UInt8], origin: String, generation: UInt64, key: NoteKey, checkpoint: [UInt8], set: RecoverySet, _ random: [UInt8],
        sign: (_ text: String) throws -> SignedNote.Signature
    ) throws -> RecoveryPackage {
        var secret = Array(random.prefix(shareBytes))
        defer { secret.withUnsafeMutableBytes { wipe($0) } }
        var shares = SecretSharing.split(
            secret, threshold: set.threshold, count: set.holders.count, coefficients: Array(random.dropFirst(shareBytes)))
        defer { for index in shares.indices { shares[index].withUnsafeMutableBytes { wipe($0) } } }
        var writer = ByteWriter()
        writer.string(label)
        writer.string(origin)
        writer.u64(generation)
        writer.string("\(key)")
        writer.variable(checkpoint)
        writer.value(set)
        for (index, holder) in set.holders.enumerated() {
            writer.fixed(commitment(to: shares[index], of: index + 1, origin, generation))
            writer.value(try Envelope.seal(shares[index], to: holder, info: shareInfo(origin, generation, index + 1, set, key)))
        }
        let head = Array(SHA256.hash(data: writer.bytes))
        writer.variable(try seal(keys, under: secret, head))
        let body = writer.bytes
        let text = text(origin, generation, Array(SHA256.hash(data: body)))
        writer = ByteWriter()
        writer.variable(body)
        writer.variable(SignedNote(text: text, signatures: [try sign(text)]).bytes)
        return try RecoveryPackage(writer.bytes)
    }

    /// Opens the share of the holder of a key.
    public func share(for key: RecipientPrivateKey) throws -> RecoveryShare {
        let number = try set.number(of: key.publicKey)
        let bytes = try shares[number - 1].envelope.open(with: key, info: Self.shareInfo(origin, generation, number, set, self.key))
        return try share(number, bytes)
    }

    /// A share of this package; refuses one that is not what its holder was given.
    func share(_ number: Int, _ bytes: [UInt8]) throws(RecoveryError) -> RecoveryShare {
        guard (1...set.holders.count).contains(number), bytes.count == Self.shareBytes,
            Self.commitment(to: bytes, of: number, origin, generation) == shares[number - 1].commitment
        else { throw RecoveryError(.wrongShare, "the share is not the one that holder \(number) was given in this package") }
        return RecoveryShare(number: number, bytes: SecretBytes(count: Self.shareBytes) { $0.copyBytes(from: bytes) })
    }

    /// The keys, from the shares of as many holders as it takes. The caller wipes them.
    public func open(with shares: [RecoveryShare]) throws(RecoveryError) -> [UInt8] {
        var given: [UInt8: [UInt8]] = [:]
        defer { for number in given.keys { given[number]?.withUnsafeMutableBytes { wipe($0) } } }
        for share in shares.sorted(by: { $0.number < $1.number }).prefix(set.threshold) {
            guard given.updateValue(share.bytes.withUnsafeBytes { Array($0) }, forKey: UInt8(share.number)) == nil else {
                throw .repeated(share.number)
            }
        }
        guard given.count == set.threshold else {
            throw RecoveryError(.tooFewShares, "\(set.threshold) holders must approve, and \(given.count) did")
        }
        var secret = SecretSharing.combine(given)
        defer { secret.withUnsafeMutableBytes { wipe($0) } }
        guard sealed.count >= 16,
            let box = try? AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12)), ciphertext: sealed.dropLast(16), tag: sealed.suffix(16)),
            let opened = try? AES.GCM.open(box, using: Self.sealingKey(secret, headDigest), authenticating: Self.associatedData(headDigest))
        else { throw RecoveryError(.malformed, "the shares do not open the keys of this package") }
        return Array(opened)
    }

    private static func randomBytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, length in
            SecretBytes.random(UnsafeMutableRawBufferPointer(buffer))
            length = count
        }
    }

    static func commitment(to share: [UInt8], of number: Int, _ origin: String, _ generation: UInt64) -> [UInt8] {
        var writer = ByteWriter(capacity: 512)
        writer.string("cloister/recovery-commitment/v1")
        writer.string(origin)
        writer.u64(generation)
        writer.u8(UInt8(number))
        writer.fixed(share)
        return Array(SHA256.hash(data: writer.bytes))
    }

    private static func shareInfo(_ origin: String, _ generation: UInt64, _ number: Int, _ set: RecoverySet, _ key: NoteKey) -> [UInt8] {
        var writer = ByteWriter()
        writer.string("cloister/recovery-share/v1")
        writer.string(origin)
        writer.u64(generation)
        writer.u8(UInt8(number))
        writer.fixed(set.digest)
        writer.string("\(key)")
        return writer.bytes
    }

    static func seal(_ keys: [UInt8], under secret: [UInt8], _ head: [UInt8]) throws -> [UInt8] {
        let box = try AES.GCM.seal(
            keys, using: sealingKey(secret, head), nonce: AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12)),
            authenticating: associatedData(head))
        return Array(box.ciphertext) + Array(box.tag)
    }

    // Repeats only for the same secret and the same head, and then for the same keys, whatever became of random numbers.
    private static func sealingKey(_ secret: [UInt8], _ head: [UInt8]) -> SymmetricKey {
        SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: associatedData(head), using: SymmetricKey(data: secret)))
    }

    private static func associatedData(_ head: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.string("cloister/recovery-seal/v1")
        writer.fixed(head)
        return writer.bytes
    }
}

extension RecoveryError {
    fileprivate static let noPackage = RecoveryError(.malformed, "these bytes are no recovery package")

    static func repeated(_ number: Int) -> RecoveryError { RecoveryError(.repeatedHolder, "holder \(number) has approved already") }
}
