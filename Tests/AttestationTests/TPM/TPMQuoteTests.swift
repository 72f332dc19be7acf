import Crypto
import Testing
import Wire

@testable import Attestation

/// Every rule of TPM quotes, broken one at a time under a signature that holds.
@Suite struct TPMQuoteTests {
    private func refusal(_ change: (inout MadeQuote) throws -> Void) throws -> EvidenceRefusal? {
        var quote = MadeQuote()
        try change(&quote)
        return try AttestationTests.refusal { try quote.report(trustingKey: true) }
    }

    private var certified: MadeQuote {
        var quote = MadeQuote()
        quote.leaf = MadeCertificate(subject: "key", issuer: "vendor", extensions: [.usage(0b1000_0000)])
        return quote
    }

    @Test func `[13] A quote of a trusted key binds the digest of the caller's 64 bytes`() throws {
        var quote = MadeQuote()
        let data = try ReportData(Samples.bytes(0x61, 64))
        quote.extraData = EvidenceBinding.digest(of: data)
        let found = try quote.report(trustingKey: true)
        let stranger = try ReportData(Samples.bytes(0x62, 64))
        #expect(found.binding.binds(data) && !found.binding.binds(stranger))
        #expect(found.hardwareID.bytes == Array(SHA256.hash(data: quote.key.publicKey.derRepresentation)))
        for other in [[], Array(data.bytes.prefix(32)), Samples.bytes(0, 32)] {
            quote.extraData = other
            #expect(try quote.report(trustingKey: true).binding.binds(data) == false)
        }
    }

    @Test(arguments: [UInt32(1 << 1), 1 << 4, 1 << 5, 1 << 16, 1 << 18])
    func `[19] A key without one of an attestation key's attributes is refused`(bit: UInt32) throws {
        #expect(try refusal { $0.attributes ^= bit } == .keyBinding)
    }

    @Test func `[19] A key that also decrypts is refused`() throws {
        #expect(try refusal { $0.attributes |= 1 << 17 } == .keyBinding)
    }

    @Test func `[11] A statement that no TPM generated, or of another kind, is refused`() throws {
        #expect(try refusal { $0.magic ^= 1 } == .malformed)
        #expect(try refusal { $0.type = 0x8017 } == .malformed)
        #expect(try refusal { $0.extraData = Samples.bytes(1, 67) } == .malformed)
    }

    @Test func `[4] A quote of no register, or of SHA-1's alone, is refused`() throws {
        #expect(try refusal { $0.registers = [] } == .registersMismatch)
        #expect(try refusal { $0.bank = .sha1 } == .unsupported)
        #expect(try refusal { $0.bank = .sha512 } == nil)
    }

    @Test func `[4] Values of registers that the quote does not cover are not reported`() throws {
        let quote = MadeQuote()
        var values = quote.values
        values[7] = Samples.bytes(9, 32)
        let bank = try #require(PCRBank(hash: .sha256, values: values))
        let evidence = TPMEvidence(
            quotes: [try TPMQuote(statement: quote.statement, signature: TPMSignature(quote.signature()), banks: [bank])],
            publicArea: try TPMPublic(quote.area))
        let keys: Set<AttestationKeyName> = [AttestationKeyName(try AttestationKey(TPMPublic(quote.area)))]
        let found = try TPMVerifier(roots: [], keys: keys).authenticate(evidence, with: Endorsements(), at: 0)
        #expect(found.details.tpm?.banks.map(\.values) == [quote.values])
    }

    @Test func `[16] Which registers are covered is a part of the measurement`() throws {
        let one = try MadeQuote().report(trustingKey: true).measurement
        var quote = MadeQuote()
        quote.registers = [0, 4, 16]
        #expect(try quote.report(trustingKey: true).measurement != one)
        quote.registers = [1, 4, 9]
        #expect(try quote.report(trustingKey: true).measurement != one)
        // Equal values in other registers have the same digest.
        quote.value = 7
        let low = try quote.report(trustingKey: true).measurement
        quote.registers = [1, 4, 16]
        #expect(try quote.report(trustingKey: true).measurement != low)
    }

    @Test func `[6] A certified key needs its vendor's revocation list, and its certificate's zeros do no harm`() throws {
        var quote = certified
        let middle = MadeCertificate.authority("middle", by: "vendor")
        quote.leaf?.issuer = "middle"
        quote.leaf?.keyInfo = Array(quote.key.publicKey.derRepresentation)
        let leaf = try #require(quote.leaf)
        let chain = [try leaf.der(signedBy: middle.key), try middle.der(signedBy: quote.root.key)]
        let evidence = TPMEvidence(
            quotes: try TPMEvidence(quote.bytes()).quotes, publicArea: try TPMPublic(quote.area), certificates: chain)
        func outcome(_ lists: [MadeRevocationList]) throws -> EvidenceRefusal? {
            let endorsements = Endorsements(revocationLists: try lists.map { try $0.der() })
            return try AttestationTests.refusal {
                try TPMVerifier(roots: [quote.root.pinned()]).authenticate(evidence, with: endorsements, at: UInt64(MadeCertificate.time))
            }
        }
        #expect(try outcome([]) == .revocationListMissing)
        #expect(try outcome([MadeRevocationList(issuer: quote.root)]) == nil)
        #expect(try outcome([MadeRevocationList(issuer: quote.root, serials: [middle.serial])]) == .certificateRevoked)
        #expect(try certified.report().binding == .digest(Samples.bytes(3, 32)))
    }

    @Test func `[5][18] A certificate of another key, without its usage or under another root is refused`() throws {
        func outcome(_ change: (inout MadeQuote) throws -> Void) throws -> EvidenceRefusal? {
            var quote = certified
            try change(&quote)
            return try AttestationTests.refusal { try quote.report() }
        }
        #expect(try outcome { _ in } == nil)
        #expect(try outcome { $0.leaf = nil } == .endorsementMissing)
        #expect(try outcome { $0.leaf?.keyInfo = Array(P384.Signing.PrivateKey().publicKey.derRepresentation) } == .keyBinding)
        #expect(try outcome { $0.leaf?.extensions = [] } == .chainInvalid)
        #expect(try outcome { $0.leaf?.extensions = [.authority(), .usage(0b1000_0000)] } == .chainInvalid)
        #expect(try outcome { $0.leaf?.issuer = "another" } == .chainUntrusted)
        #expect(try outcome { $0.leaf?.validity = 0...1 } == .certificateExpired)
    }

    @Test func `[5][18] A certificate may be endorsed beside the evidence, and only that of the evidence's own key`() throws {
        let quote = MadeQuote()
        var leaf = MadeCertificate(subject: "key", issuer: "vendor", extensions: [.usage(0b1000_0000)])
        leaf.keyInfo = Array(P384.Signing.PrivateKey().publicKey.derRepresentation)
        let other = try leaf.der(signedBy: quote.root.key)
        leaf.keyInfo = Array(quote.key.publicKey.derRepresentation)
        let own = try leaf.der(signedBy: quote.root.key)
        func report(_ evidence: TPMEvidence, _ certificates: [[UInt8]]) throws -> AuthenticReport {
            try TPMVerifier(roots: [quote.root.pinned()]).authenticate(
                evidence, with: Endorsements(certificates: certificates), at: UInt64(MadeCertificate.time))
        }
        let evidence = try TPMEvidence(quote.bytes())
        let found = try report(evidence, [[1, 2, 3], other, own])
        #expect(found.details.tpm?.key?.voucher == .certificate && found.details.tpm?.key?.names.count == 2)
        #expect(try AttestationTests.refusal { try report(evidence, [[1, 2, 3], other]) } == .endorsementMissing)
        #expect(try AttestationTests.refusal { try report(evidence, []) } == .endorsementMissing)
        // Evidence that names no key at all is of the key that its certificate names, and without one of nobody's.
        let unnamed = TPMEvidence(quotes: evidence.quotes, certificates: [own])
        #expect(try report(unnamed, []).details.tpm?.key?.names.count == 1)
        #expect(try AttestationTests.refusal { try report(TPMEvidence(quotes: evidence.quotes), [own]) } == .endorsementMissing)
    }

    @Test func `[24] A certificate's other name may be critical, as TPMs have it, and no other extension`() throws {
        var quote = certified
        let name = MadeDER.sequence(MadeDER.element(0x82, Array("tpm".utf8)))
        quote.leaf?.extensions.append(.init(identifier: [2, 5, 29, 17], isCritical: true, value: name))
        #expect(try AttestationTests.refusal { try quote.report() } == nil)
        quote.leaf?.extensions.append(.init(identifier: [2, 5, 29, 99], isCritical: true, value: name))
        #expect(try AttestationTests.refusal { try quote.report() } == .chainInvalid)
    }

    @Test(arguments: [0, 1, 3, 5]) func `Only zeros that follow a certificate of the usual length are cut off`(zeros: Int) throws {
        let der: [UInt8] = [0x30, 0x82, 0, 3, 7, 8, 9]
        #expect(TPMVerifier.withoutPadding(der + Samples.bytes(0, zeros)) == der)
        #expect(TPMVerifier.withoutPadding(der + Samples.bytes(0, zeros) + [1]) == der + Samples.bytes(0, zeros) + [1])
        for other in [[], [0x30, 0x82, 0, 1], [0x31, 0x82, 0, 1, 1, 0], [0x30, 0x81, 1, 1, 0, 0], [0x30, 0x82, 0xff, 0xff, 0, 0]]
            as [[UInt8]]
        {
            #expect(TPMVerifier.withoutPadding(other) == other)
        }
    }

    @Test func `[2] A container cut at any length or longer is refused and never traps`() throws {
        let quote = MadeQuote()
        let (bytes, key) = (try quote.bytes(), try AttestationKey(TPMPublic(quote.area)))
        func outcome(_ bytes: [UInt8]) throws -> EvidenceRefusal? {
            try AttestationTests.refusal {
                try TPMVerifier(roots: [], keys: [AttestationKeyName(key)]).authenticate(Evidence(platform: .tpm, bytes: bytes), at: 0)
            }
        }
        #expect(try outcome(bytes) == nil)
        for length in bytes.indices { #expect(try outcome(Array(bytes.prefix(length))) == .malformed) }
        #expect(try outcome(bytes + [0]) == .malformed)
        let area = bytes.count - 8 - quote.area.count
        let head = area..<area + quote.area.count - 100
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0x20
            // Of the public area only the key counts, as the caller named it: what is before the point says how it may be used.
            #expect(try outcome(changed) != nil || head.contains(index), "byte \(index)")
        }
    }
}
