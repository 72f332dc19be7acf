import Crypto
import Testing

@testable import Attestation

/// Revocation lists with lower numbers than were seen.
@Suite struct RevocationMemoryTests {
    private let time = UInt64(MadeCertificate.time)

    @Test func `[8] A quote's lists with a lower number than was seen, or with none, are refused`() throws {
        let lab = IntelLab.tdx { ($0.rootListNumber, $0.authorityListNumber) = ([1, 0], [1, 0]) }
        for part in [\.rootListNumber, \.authorityListNumber] as [WritableKeyPath<IntelLab, [UInt8]?>] {
            let cache = CollateralCache()
            func outcome(_ number: [UInt8]?, _ cache: CollateralCache) throws -> EvidenceRefusal? {
                var changed = lab
                changed[keyPath: part] = number
                return try refusal {
                    try lab.verifier(cache: cache).authenticate(changed.evidence(), with: changed.endorsements(), at: IntelLab.time)
                }
            }
            #expect(try outcome([1, 0], cache) == nil)
            for lower in [[0], [0x7f], [0, 0xff], nil] as [[UInt8]?] {
                #expect(try outcome(lower, cache) == .revocationListRolledBack)
                #expect(try outcome(lower, CollateralCache()) == nil)
                let restored = CollateralCache(remembering: try CollateralMemory(text: cache.memory.text))
                #expect(try outcome(lower, restored) == .revocationListRolledBack)
            }
            #expect(try outcome([1, 0], cache) == nil)
            #expect(try outcome([1, 0, 0], cache) == nil)
            #expect(try outcome([1, 0], cache) == .revocationListRolledBack)
        }
    }

    @Test func `[8] A list that was verified before is held against what was seen since`() throws {
        let lab = IntelLab.sgx { $0.rootListNumber = [3] }
        let (evidence, endorsements) = (try lab.evidence(), try lab.endorsements())
        let cache = CollateralCache()
        let verifier = try lab.verifier(cache: cache)
        for _ in 0..<2 { #expect(try refusal { try verifier.authenticate(evidence, with: endorsements, at: IntelLab.time) } == nil) }
        var newer = lab
        newer.rootListNumber = [4]
        #expect(try refusal { try verifier.authenticate(newer.evidence(), with: newer.endorsements(), at: IntelLab.time) } == nil)
        #expect(
            try refusal { try verifier.authenticate(evidence, with: endorsements, at: IntelLab.time) } == .revocationListRolledBack)
    }

    @Test func `[8] A report's list with a lower number than was seen is refused, and an older one beside a newer does no harm`() throws {
        var chain = MadeSNPChain()
        let cache = CollateralCache()
        func outcome(_ lists: [MadeRevocationList], _ cache: CollateralCache) throws -> EvidenceRefusal? {
            var endorsements = try chain.endorsements()
            endorsements.revocationLists = try lists.map { try $0.der(signedBy: chain.root.key) }
            let bytes = try MadeReport().bytes(signedBy: chain.key.key)
            return try refusal {
                try SNPVerifier(roots: [chain.root.pinned()], cache: cache).authenticate(
                    Evidence(platform: .sevSNP, bytes: bytes), with: endorsements, at: time)
            }
        }
        var older = chain.revocationList
        older.extensions = MadeRevocationList.numbered([6])
        #expect(try outcome([older], cache) == nil)
        #expect(try outcome([chain.revocationList], cache) == nil)
        #expect(try outcome([older], cache) == .revocationListRolledBack)
        #expect(try outcome([older], CollateralCache()) == nil)
        #expect(try outcome([older, chain.revocationList], cache) == nil)
        // Another vendor's key has numbers of its own.
        chain = MadeSNPChain()
        older = MadeRevocationList(issuer: chain.root, extensions: MadeRevocationList.numbered([1]))
        #expect(try outcome([older], cache) == nil)
    }

    @Test func `[8] A key's lists are asked for their numbers where it is used for many reports`() throws {
        let chain = MadeSNPChain()
        let cache = CollateralCache()
        let verifier = SNPVerifier(roots: [try chain.root.pinned()], cache: cache)
        let report = try SNPReport(MadeReport().bytes(signedBy: chain.key.key))
        let key = try verifier.key(for: report, with: chain.endorsements(), at: time)
        #expect(cache.memory.isEmpty)
        _ = try verifier.verify(report, signedBy: key)
        #expect(!cache.memory.isEmpty)
        var older = try chain.endorsements()
        let list = MadeRevocationList(issuer: chain.root, extensions: MadeRevocationList.numbered([6]))
        older.revocationLists = [try list.der()]
        #expect(try refusal { try verifier.key(for: report, with: older, at: time) } == .revocationListRolledBack)
    }

    @Test func `[8] A TPM's vendor's list with a lower number than was seen is refused`() throws {
        var quote = MadeQuote()
        let middle = MadeCertificate.authority("middle", by: "vendor")
        quote.leaf = MadeCertificate(subject: "key", issuer: "middle", extensions: [.usage(0b1000_0000)])
        quote.leaf?.keyInfo = Array(quote.key.publicKey.derRepresentation)
        let chain = [try #require(quote.leaf).der(signedBy: middle.key), try middle.der(signedBy: quote.root.key)]
        let evidence = TPMEvidence(
            quotes: try TPMEvidence(MadeQuote(key: quote.key).bytes()).quotes, publicArea: try TPMPublic(quote.area), certificates: chain)
        let cache = CollateralCache()
        let verifier = TPMVerifier(roots: [try quote.root.pinned()], cache: cache).trusting([])
        func outcome(_ number: [UInt8]) throws -> EvidenceRefusal? {
            let list = try MadeRevocationList(issuer: quote.root, extensions: MadeRevocationList.numbered(number)).der()
            return try refusal { try verifier.authenticate(evidence, with: Endorsements(revocationLists: [list]), at: time) }
        }
        #expect(try outcome([7]) == nil)
        #expect(try outcome([6]) == .revocationListRolledBack)
        #expect(try outcome([7]) == nil)
    }

    @Test func `[8] Lists of evidence that is not authentic are not remembered`() throws {
        let cache = CollateralCache()
        let chain = MadeSNPChain()
        let other = MadeReport(chip: Samples.bytes(9, 64)) { $0[0x1a0] = 0 }
        let outcome = try refusal {
            try SNPVerifier(roots: [chain.root.pinned()], cache: cache).authenticate(
                Evidence(platform: .sevSNP, bytes: other.bytes(signedBy: chain.key.key)), with: chain.endorsements(), at: time)
        }
        #expect(outcome == .platformMismatch)
        let lab = IntelLab.sgx { $0.changeSignature = { $0[0] ^= 1 } }
        let quote = try refusal {
            try lab.verifier(cache: cache).authenticate(lab.evidence(), with: lab.endorsements(), at: IntelLab.time)
        }
        #expect(quote == .reportSignature)
        #expect(cache.memory.isEmpty)
    }

    @Test func `Numbers of lists are compared as numbers, and are of twenty bytes at most`() throws {
        let rising: [[UInt8]] = [[], [1], [2], [0xff], [1, 0], [1, 1], [2, 0], [UInt8](repeating: 0xff, count: 20)]
        let numbers = try rising.map { try #require(RevocationListNumber($0)) }
        #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
        #expect(RevocationListNumber([0, 0, 1]) == RevocationListNumber([1]))
        #expect(RevocationListNumber([1] + Samples.bytes(0, 20)) == nil)
        #expect(numbers.map(\.hex).prefix(5) == ["00", "01", "02", "ff", "0100"])
        let issuer = MadeCertificate.authority("issuer")
        for (length, isRead) in [(20, true), (21, false)] {
            let extensions = MadeRevocationList.numbered(Samples.bytes(0x11, length))
            let list = try? MadeRevocationList(issuer: issuer, extensions: extensions).list()
            #expect((list != nil) == isRead)
        }
    }

    @Test func `[8] The memory's text tells the lists' numbers in one form, and what is merged is the higher`() throws {
        let key = String(repeating: "0a", count: 32)
        let text = "cloister/collateral-memory/v1\nlist/\(key) 0100\nsgx/quoting-enclave 18\n"
        #expect(try CollateralMemory(text: text).text == text)
        #expect(try !CollateralMemory(text: "cloister/collateral-memory/v1\nlist/\(key) 00\n").isEmpty)
        let header = "cloister/collateral-memory/v1\n"
        for bad in [
            "list/\(key)\n", "list/\(key) \n", "list/\(key) 0\n", "list/\(key) 000100\n", "list/\(key) 1\n", "list/\(key) FF\n",
            "list/\(key.uppercased()) 01\n", "list/\(key.dropLast(2)) 01\n", "list/\(key)00 01\n", "list/\(key) 01\nlist/\(key) 01\n",
            "list/\(key) 01\nlist/\(key) 02\n", "list/\(key) \(String(repeating: "11", count: 21))\n", "list/\(key.dropLast())g 01\n",
            "sgx/quoting-enclave 18\nlist/\(key) 01\n", "lists/\(key) 01\n",
        ] {
            #expect(throws: AttestationError.self, "\(bad)") { try CollateralMemory(text: header + bad) }
        }
        for (number, wanted) in [("ff", "0100"), ("0101", "0101"), ("0100", "0101")] {
            var memory = try CollateralMemory(text: header + "list/\(key) 0100\n")
            if wanted == "0101" { memory.merge(try CollateralMemory(text: header + "list/\(key) 0101\n")) }
            memory.merge(try CollateralMemory(text: header + "list/\(key) \(number)\n"))
            #expect(memory.text == header + "list/\(key) \(wanted)\n")
        }
    }

    @Test func `[94] A full memory goes on with the kinds that it knows`() throws {
        let header = "cloister/collateral-memory/v1\n"
        func key(_ number: Int) -> String { Array(SHA256.hash(data: [UInt8(number >> 8), UInt8(number & 0xff)])).hex }
        let lines = (0..<CollateralMemory.maximumCount).map { "list/\(key($0)) 05" }.sorted()
        var memory = try CollateralMemory(text: header + lines.joined(separator: "\n") + "\n")
        let full = memory.text
        memory.merge(try CollateralMemory(text: header + "list/\(key(5000)) 09\n"))
        memory.merge(try CollateralMemory(text: header + "tdx/quoting-enclave 9\n"))
        #expect(memory.text == full)
        memory.merge(try CollateralMemory(text: header + "list/\(key(17)) 06\n"))
        #expect(memory.text == full.replacing("list/\(key(17)) 05", with: "list/\(key(17)) 06"))
        #expect(throws: AttestationError.self) {
            try CollateralMemory(text: header + (lines + ["tdx/quoting-enclave 9"]).joined(separator: "\n") + "\n")
        }
    }
}
