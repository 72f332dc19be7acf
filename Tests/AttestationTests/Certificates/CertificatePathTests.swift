import Crypto
import Testing

@testable import Attestation

@Suite struct CertificatePathTests {
    typealias Made = MadeCertificate
    private static let time = Made.time

    /// A root, an authority and a leaf.
    private struct Chain {
        var root = Made.authority("root")
        var authority = Made.authority("authority", by: "root")
        var leaf = Made(subject: "leaf", issuer: "authority")

        func path(
            with others: [X509Certificate]? = nil, at time: Int64 = Made.time, _ revocation: CertificatePath.Revocation = .none,
            understanding understood: Set<OID> = []
        ) throws -> CertificatePath {
            try CertificatePath(
                leaf: leaf.certificate(signedBy: authority), from: others ?? [authority.certificate(signedBy: root)], to: [root.pinned()],
                at: UInt64(time), revocation: revocation, understanding: understood)
        }
    }

    private func refusal(_ body: () throws -> CertificatePath) -> EvidenceRefusal? {
        do {
            _ = try body()
            return nil
        } catch { return (error as? AttestationError)?.refusal }
    }

    @Test func `A chain is found in any order, its own root and strangers among it`() throws {
        let chain = Chain()
        let parts = [
            try chain.root.certificate(), try chain.authority.certificate(signedBy: chain.root),
            try Made.authority("stranger").certificate(),
        ]
        for others in [parts, parts.reversed(), [parts[1]], [parts[1], parts[1]]] {
            #expect(try chain.path(with: others).certificates.map(\.subjectCommonName) == ["leaf", "authority", "root"])
        }
    }

    @Test func `A leaf that the root itself signed holds`() throws {
        let root = Made.authority("root", pathLength: 0)
        let leaf = try Made(subject: "leaf", issuer: "root").certificate(signedBy: root)
        let path = try CertificatePath(leaf: leaf, from: [], to: [root.pinned()], at: UInt64(Self.time), revocation: .none)
        #expect(path.certificates.count == 2 && path.leaf == leaf)
    }

    @Test func `[5] A root of the right name and another key is refused, in band and absent`() throws {
        var chain = Chain()
        let genuine = try chain.root.pinned()
        chain.root = Made.authority("root")
        let (leaf, authority) = (
            try chain.leaf.certificate(signedBy: chain.authority), try chain.authority.certificate(signedBy: chain.root)
        )
        let made = try chain.root.certificate()
        for (others, expected) in [([authority, made], EvidenceRefusal.chainUntrusted), ([authority], .chainInvalid)] {
            #expect(
                refusal { try CertificatePath(leaf: leaf, from: others, to: [genuine], at: UInt64(Self.time), revocation: .none) }
                    == expected)
        }
        #expect(
            refusal { try CertificatePath(leaf: leaf, from: [authority], to: [], at: UInt64(Self.time), revocation: .none) }
                == .chainUntrusted)
    }

    @Test func `[5] A leaf without its authority, or with one that did not sign it, is refused`() throws {
        let chain = Chain()
        #expect(refusal { try chain.path(with: []) } == .chainUntrusted)
        let other = try Made.authority("authority", by: "root").certificate(signedBy: chain.root)
        #expect(refusal { try chain.path(with: [other]) } == .chainInvalid)
        #expect(try chain.path(with: [other, chain.authority.certificate(signedBy: chain.root)]).certificates.count == 3)
    }

    @Test func `[6] Each certificate is valid from its first to its last second and not beyond`() throws {
        for part in [\Chain.root, \Chain.authority, \Chain.leaf] {
            var chain = Chain()
            chain[keyPath: part].validity = Self.time - 5...Self.time + 5
            for offset in [-5, 0, 5] as [Int64] { #expect(try chain.path(at: Self.time + offset).certificates.count == 3) }
            for offset in [-6, 6] as [Int64] { #expect(refusal { try chain.path(at: Self.time + offset) } == .certificateExpired) }
        }
    }

    @Test func `[24] Who is no authority, or may not sign certificates, signs none`() throws {
        let constraints = MadeCertificate.Extension(identifier: [2, 5, 29, 19], isCritical: true, value: MadeDER.sequence())
        for extensions in [[], [constraints, .usage(0b110)], [.usage(0b110)], [.authority(), .usage(0b1000_0010)]] as [[Made.Extension]] {
            var chain = Chain()
            chain.authority.extensions = extensions
            #expect(refusal { try chain.path() } == .chainInvalid)
        }
        var chain = Chain()
        chain.authority.extensions = [.authority()]
        #expect(try chain.path().certificates.count == 3)
    }

    @Test func `[24] No more authorities follow one than it allows`() throws {
        var chain = Chain()
        chain.root = Made.authority("root", pathLength: 0)
        #expect(refusal { try chain.path() } == .chainInvalid)
        chain.root = Made.authority("root", pathLength: 1)
        #expect(try chain.path().certificates.count == 3)
        let below = Made.authority("below", by: "authority")
        let others = [try below.certificate(signedBy: chain.authority), try chain.authority.certificate(signedBy: chain.root)]
        let leaf = try Made(subject: "leaf", issuer: "below").certificate(signedBy: below)
        #expect(
            refusal { try CertificatePath(leaf: leaf, from: others, to: [chain.root.pinned()], at: UInt64(Self.time), revocation: .none) }
                == .chainInvalid)
    }

    @Test func `[24] A chain longer than the limit is refused, one of the limit holds`() throws {
        for count in [6, 7] {
            var authorities = [Made.authority("root")]
            for index in 0..<count { authorities.append(Made.authority("a\(index)", by: authorities[index].subject)) }
            let others = try (1...count).map { try authorities[$0].certificate(signedBy: authorities[$0 - 1]) }
            let leaf = try Made(subject: "leaf", issuer: "a\(count - 1)").certificate(signedBy: authorities[count])
            let found = refusal {
                try CertificatePath(leaf: leaf, from: others, to: [authorities[0].pinned()], at: UInt64(Self.time), revocation: .none)
            }
            #expect(found == (count == 6 ? nil : .chainInvalid))
        }
    }

    @Test func `[100] Many authorities of one name are tried up to a limit`() throws {
        let chain = Chain()
        let others = try (0..<40).map { _ in try Made.authority("authority", by: "root").certificate(signedBy: chain.root) }
        #expect(refusal { try chain.path(with: others + [chain.authority.certificate(signedBy: chain.root)]) } == .chainInvalid)
        #expect(try chain.path(with: others.prefix(20) + [chain.authority.certificate(signedBy: chain.root)]).certificates.count == 3)
    }

    @Test func `[22] A critical extension must be understood, by the reader or by who asks`() throws {
        for part in [\Chain.root, \Chain.authority, \Chain.leaf] {
            var chain = Chain()
            chain[keyPath: part].extensions.append(.init(identifier: [1, 2, 3], isCritical: true, value: []))
            #expect(refusal { try chain.path() } == .chainInvalid)
            #expect(try chain.path(understanding: [[1, 2, 3]]).certificates.count == 3)
            chain[keyPath: part].extensions[chain[keyPath: part].extensions.count - 1].isCritical = false
            #expect(try chain.path().certificates.count == 3)
        }
    }

    @Test func `[6] A list of every issuer is required, and the one below which nothing is published may be left out`() throws {
        let chain = Chain()
        let (top, low) = (try MadeRevocationList(issuer: chain.root).list(), try MadeRevocationList(issuer: chain.authority).list())
        #expect(try chain.path(.required([low, top])).certificates.count == 3)
        #expect(try chain.path(.requiredForAuthorities([top])).certificates.count == 3)
        #expect(refusal { try chain.path(.required([])) } == .revocationListMissing)
        #expect(refusal { try chain.path(.required([low])) } == .revocationListMissing)
        #expect(refusal { try chain.path(.required([top])) } == .revocationListMissing)
        #expect(refusal { try chain.path(.requiredForAuthorities([low])) } == .revocationListMissing)
        #expect(refusal { try chain.path(.checked([])) } == .revocationListMissing)
    }

    @Test func `[6] A revoked authority and a revoked leaf are refused, others are not`() throws {
        var chain = Chain()
        (chain.authority.serial, chain.leaf.serial) = ([0x41, 0x42], [0])
        func lists(_ top: [[UInt8]], _ low: [[UInt8]]) throws -> [X509RevocationList] {
            [
                try MadeRevocationList(issuer: chain.root, serials: top).list(),
                try MadeRevocationList(issuer: chain.authority, serials: low).list(),
            ]
        }
        #expect(try chain.path(.required(lists([[0x41], [0x42], [0]], [[1], [0x41, 0x42]]))).certificates.count == 3)
        #expect(refusal { try chain.path(.required(lists([[9], [0x41, 0x42]], []))) } == .certificateRevoked)
        #expect(refusal { try chain.path(.required(lists([], [[9], [0]]))) } == .certificateRevoked)
        let fresh = try MadeRevocationList(issuer: chain.root).list()
        #expect(refusal { try chain.path(.required([fresh] + lists([[0x41, 0x42]], []))) } == .certificateRevoked)
    }

    @Test func `[6] A list counts from its first to its last second`() throws {
        let chain = Chain()
        let list = try MadeRevocationList(issuer: chain.root).list()
        for offset in [-10, 10] as [Int64] {
            #expect(try chain.path(at: Self.time + offset, .requiredForAuthorities([list])).certificates.count == 3)
        }
        for offset in [-11, 11] as [Int64] {
            #expect(refusal { try chain.path(at: Self.time + offset, .requiredForAuthorities([list])) } == .revocationListExpired)
        }
        let newer = try MadeRevocationList(issuer: chain.root, window: Self.time + 5...Self.time + 50).list()
        #expect(try chain.path(at: Self.time + 11, .requiredForAuthorities([list, newer])).certificates.count == 3)
    }

    @Test func `[7] A list that its issuer did not sign, or may not sign, is refused`() throws {
        var chain = Chain()
        let forged = try MadeRevocationList(issuer: chain.root).list(signedBy: P384.Signing.PrivateKey())
        #expect(refusal { try chain.path(.requiredForAuthorities([forged])) } == .revocationListInvalid)
        let genuine = try MadeRevocationList(issuer: chain.root).list()
        #expect(try chain.path(.requiredForAuthorities([forged, genuine])).certificates.count == 3)
        #expect(throws: AttestationError.self) {
            try CurrentRevocationList(genuine, of: chain.authority.certificate(signedBy: chain.root), at: UInt64(Self.time))
        }
        chain.root.extensions = [.authority(), .usage(0b100)]
        let unusual = try MadeRevocationList(issuer: chain.root).list()
        #expect(refusal { try chain.path(.requiredForAuthorities([unusual])) } == .revocationListInvalid)
    }

    @Test func `[7] Lists that were checked once serve again, for their issuer alone`() throws {
        let chain = Chain()
        let top = try CurrentRevocationList(
            MadeRevocationList(issuer: chain.root).list(), of: chain.root.certificate(), at: UInt64(Self.time))
        let low = try CurrentRevocationList(
            MadeRevocationList(issuer: chain.authority).list(), of: chain.authority.certificate(signedBy: chain.root), at: UInt64(Self.time)
        )
        #expect(try chain.path(.checked([low, top])).certificates.count == 3)
        let namesake = Made.authority("root")
        let other = try CurrentRevocationList(
            MadeRevocationList(issuer: namesake).list(), of: namesake.certificate(), at: UInt64(Self.time))
        #expect(refusal { try chain.path(.checked([low, other])) } == .revocationListMissing)
    }

    @Test func `A root that did not sign itself, or is no authority, is not pinned`() throws {
        let root = Made.authority("root")
        #expect(throws: AttestationError.self) { try PinnedRoot(root.certificate(signedBy: Made.authority("root"))) }
        #expect(throws: AttestationError.self) { try PinnedRoot(Made(subject: "root", issuer: "root").certificate()) }
        #expect(throws: AttestationError.self) { try PinnedRoot(Made.authority("root", by: "other").certificate()) }
    }
}
