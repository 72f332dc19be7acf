import Crypto
import Wire

@testable import Attestation

/// A TPM's quote made up field by field, signed on P-384.
struct MadeQuote {
    var key = P384.Signing.PrivateKey()
    var attributes: UInt32 = 0x0005_0072
    var nameHash: UInt16 = 0x000b
    var isClockSafe = true
    var magic: UInt32 = 0xff54_4347
    var type: UInt16 = 0x8018
    var extraData = Samples.bytes(3, 32)
    var bank: TPMHash = .sha256
    var registers: [UInt8] = [0, 4, 9]
    /// What each byte of every register is; by default one more than the register's number.
    var value: UInt8?
    var root = MadeCertificate.authority("vendor")
    /// The key's certificate, where it has one.
    var leaf: MadeCertificate?
    var eventLog: [UInt8]?

    var values: [UInt8: [UInt8]] { Dictionary(uniqueKeysWithValues: registers.map { ($0, Samples.bytes(value ?? $0 + 1, bank.length)) }) }

    var statement: [UInt8] {
        var writer = ByteWriter()
        func sized(_ bytes: [UInt8]) {
            writer.u16(UInt16(bytes.count))
            writer.fixed(bytes)
        }
        writer.u32(magic)
        writer.u16(type)
        sized(Samples.bytes(8, 34))
        sized(extraData)
        writer.u64(1000)
        writer.u32(2)
        writer.u32(3)
        writer.u8(isClockSafe ? 1 : 0)
        writer.u64(0x0102)
        writer.u32(1)
        writer.u16(bank.rawValue)
        writer.u8(3)
        var bitmap: [UInt8] = [0, 0, 0]
        for register in registers { bitmap[Int(register / 8)] |= 1 << (register % 8) }
        writer.fixed(bitmap)
        sized(TPMHash.sha384.digest(registers.sorted().flatMap { values[$0] ?? [] }))
        return writer.bytes
    }

    var area: [UInt8] {
        var writer = ByteWriter()
        for value in [0x0023, nameHash] as [UInt16] { writer.u16(value) }
        writer.u32(attributes)
        for value in [0, 0x0010, 0x0018, 0x000c, 0x0004, 0x0010] as [UInt16] { writer.u16(value) }
        let point = Array(key.publicKey.x963Representation.dropFirst())
        for half in [Array(point.prefix(48)), Array(point.suffix(48))] {
            writer.u16(48)
            writer.fixed(half)
        }
        return writer.bytes
    }

    func signature() throws -> [UInt8] {
        let raw = Array(try key.signature(for: statement).rawRepresentation)
        var writer = ByteWriter()
        for value in [0x0018, 0x000c, 48] as [UInt16] { writer.u16(value) }
        writer.fixed(Array(raw.prefix(48)))
        writer.u16(48)
        writer.fixed(Array(raw.suffix(48)))
        return writer.bytes
    }

    func bytes() throws -> [UInt8] {
        var certificates: [[UInt8]] = []
        if var leaf {
            leaf.keyInfo = leaf.keyInfo ?? Array(key.publicKey.derRepresentation)
            certificates = [try leaf.der(signedBy: root.key) + Samples.bytes(0, 40)]
        }
        let bank = PCRBank(hash: bank, values: values).map { [$0] } ?? []
        return TPMEvidence.container(
            statement: statement, signature: try signature(), banks: bank, key: area, certificates: certificates, eventLog: eventLog)
    }

    func report(with lists: [[UInt8]] = [], trustingKey: Bool = false) throws -> AuthenticReport {
        let keys: Set<AttestationKeyName> = trustingKey ? [AttestationKeyName(try AttestationKey(TPMPublic(area)))] : []
        return try TPMVerifier(roots: [root.pinned()], keys: keys).authenticate(
            Evidence(platform: .tpm, bytes: bytes()), with: Endorsements(revocationLists: lists), at: UInt64(MadeCertificate.time))
    }
}
