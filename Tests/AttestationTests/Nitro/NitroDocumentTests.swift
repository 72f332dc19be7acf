import Crypto
import Testing
import Wire

@testable import Attestation

/// Every rule of the documents, broken one at a time under a signature that holds.
@Suite struct NitroDocumentTests {
    private func refusal(_ change: (inout MadeDocument) throws -> Void) throws -> EvidenceRefusal? {
        var document = try MadeDocument()
        try change(&document)
        return try AttestationTests.refusal { try document.report() }
    }

    @Test func `A node's document carries report data, role and configuration`() throws {
        let found = try MadeDocument().report()
        #expect(found.binding == .reportData(try ReportData(Samples.bytes(5, 64))) && found.role == .executor)
        #expect(found.configurationDigest == [2] + Samples.bytes(6, 31) && !found.isDebug && found.securityVersion == 0)
        #expect(found.measurement.digest == Samples.bytes(1, 48))
        #expect(found.hardwareID.bytes == Array(SHA256.hash(data: Array("i-0123456789abcdef0".utf8))))
    }

    @Test func `A document is told field by field without being verified`() throws {
        let told = try EvidenceInspection(MadeDocument().bytes())
        #expect(told.problem == nil && told.format == .nitroDocument && told.fields.contains { $0.name == "module_id" })
    }

    @Test func `[13] User data of any other length binds nothing and names no role`() throws {
        for length in [0, 32, 64, 95, 97, 512] {
            var document = try MadeDocument()
            document["user_data"] = .bytes(Samples.bytes(1, length))
            let found = try document.report()
            let any = try ReportData(Samples.bytes(1, 64))
            #expect(found.binding == .absent && found.role == nil && !found.binding.binds(any))
        }
    }

    @Test func `[3][4] One launch register of zeros is a debug enclave`() throws {
        for register in 0...2 {
            var document = try MadeDocument()
            var values = Dictionary(uniqueKeysWithValues: (0..<16).map { (UInt64($0), Samples.bytes(9, 48)) })
            values[UInt64(register)] = Samples.bytes(0, 48)
            document["pcrs"] = MadeDocument.registers(values)
            #expect(try document.report().isDebug)
            values[UInt64(register)] = nil
            document["pcrs"] = MadeDocument.registers(values)
            if register > 0 { #expect(try document.report().isDebug) }
        }
        #expect(try refusal { $0["pcrs"] = MadeDocument.registers([1: Samples.bytes(1, 48)]) } == .malformed)
    }

    @Test func `The optional fields may be null, empty or absent, and the map of indefinite length`() throws {
        for name in ["public_key", "nonce"] {
            for value in [nil, .null, .bytes([]), .bytes(Samples.bytes(1, 512))] as [CBOR?] {
                #expect(try refusal { $0[name] = value } == nil, "\(name)")
            }
        }
        #expect(try refusal { $0.isIndefinite = true } == nil)
    }

    @Test(arguments: ["module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle"])
    func `A field that is missing or null where it must not be is refused`(name: String) throws {
        #expect(try refusal { $0[name] = nil } == .malformed)
        #expect(try refusal { $0[name] = .bool(true) } == .malformed)
    }

    @Test func `[23][102] Fields beyond their limits, of other kinds, unknown or out of order are refused`() throws {
        let one = Samples.bytes(1, 48)
        let breaks: [(String, CBOR)] = [
            ("module_id", .text("")), ("digest", .text("SHA512")), ("timestamp", .unsigned(0)), ("timestamp", .negative(5)),
            ("pcrs", .map(CBORMap(distinct: []))), ("pcrs", MadeDocument.registers([0: one, 32: one])),
            ("pcrs", MadeDocument.registers([0: Samples.bytes(1, 47)])), ("certificate", .bytes([])),
            ("certificate", .bytes(Samples.bytes(1, 1025))), ("cabundle", .array([])), ("cabundle", .array([.bytes([])])),
            ("cabundle", .array([.bytes(Samples.bytes(1, 1025))])), ("public_key", .bytes(Samples.bytes(1, 1025))),
            ("user_data", .bytes(Samples.bytes(1, 513))), ("nonce", .bytes(Samples.bytes(1, 513))), ("nonce", .text("n")),
        ]
        for (name, value) in breaks { #expect(try refusal { $0[name] = value } == .malformed, "\(name)") }
        #expect(try refusal { $0.fields.append(("more", .null)) } == .malformed)
        #expect(try refusal { $0.fields.swapAt(0, 1) } == .malformed)
        #expect(try refusal { $0.fields.swapAt(7, 8) } == .malformed)
    }

    @Test func `[11] Another algorithm, header or envelope is refused`() throws {
        #expect(try refusal { $0.algorithm = .negative(6) } == .unsupported)  // ES256
        #expect(try refusal { $0.algorithm = .negative(35) } == .unsupported)  // ES512
        #expect(try refusal { $0.header = .map(CBORMap(distinct: [])) } == .malformed)
        let two = [CBORMap.Pair(key: .unsigned(1), value: .negative(34)), CBORMap.Pair(key: .unsigned(4), value: .bytes([1]))]
        #expect(try refusal { $0.header = .map(CBORMap(distinct: two)) } == .malformed)
        #expect(try refusal { $0.isTagged = true } == .malformed)
    }

    @Test func `[5][24] The bundle must be the chain in its order from the pinned root`() throws {
        #expect(try refusal { $0.bundle = try [$0.regional.der(signedBy: $0.root.key), $0.rootDER] } == .chainUntrusted)
        #expect(try refusal { $0.bundle = [$0.rootDER] } == .chainUntrusted)
        #expect(
            try refusal { $0.bundle = try [$0.rootDER, $0.regional.der(signedBy: $0.root.key), $0.rootDER] } == .chainInvalid)
        let own = try MadeCertificate.authority("root").pinned()
        #expect(try AttestationTests.refusal { try MadeDocument().report(roots: [own]) } == .chainUntrusted)
    }

    @Test func `[6] Every certificate must be valid at the time`() throws {
        let (first, last) = (UInt64(MadeCertificate.time - 1000), UInt64(MadeCertificate.time + 1000))
        for time in [first, last] { #expect(try AttestationTests.refusal { try MadeDocument().report(at: time) } == nil) }
        for time in [first - 1, last + 1] {
            #expect(try AttestationTests.refusal { try MadeDocument().report(at: time) } == .certificateExpired)
        }
    }

    @Test func `[24] Certificates without their usage, and an authority as leaf, are refused`() throws {
        #expect(try refusal { $0.leaf.extensions = [] } == .chainInvalid)
        #expect(try refusal { $0.leaf.extensions = [.usage(0b110)] } == .chainInvalid)
        #expect(try refusal { $0.leaf.extensions = [.authority(), .usage(0b1000_0000)] } == .chainInvalid)
        #expect(try refusal { $0.regional.extensions = [.authority()] } == .chainInvalid)
        let p256 = Array(P256.Signing.PrivateKey().publicKey.derRepresentation)
        #expect(try refusal { $0.leaf.keyInfo = p256 } == .chainInvalid)
    }

    @Test func `[1] A signature of another key is refused`() throws {
        var document = try MadeDocument()
        document["certificate"] = .bytes(try document.leaf.der(signedBy: document.regional.key))
        document.leaf.key = P384.Signing.PrivateKey()
        #expect(try AttestationTests.refusal { try document.report() } == .reportSignature)
    }

    @Test func `[11] An envelope of other parts, or with longer ones, is refused`() throws {
        func outcome(_ change: (inout [CBOR]) -> Void) throws -> EvidenceRefusal? {
            var parts = try #require(try CBOR(decoding: MadeDocument().bytes(), within: .init(length: 17_000, items: 16, depth: 2)).items)
            change(&parts)
            let bytes = CBOR.array(parts).encoded
            return try AttestationTests.refusal { try COSESign1(bytes) }
        }
        #expect(try outcome { _ in } == nil)
        #expect(try outcome { $0.removeLast() } == .malformed)
        #expect(try outcome { $0.append(.null) } == .malformed)
        for part in 0..<4 { #expect(try outcome { $0[part] = .null } == .malformed) }
        #expect(try outcome { $0[1] = .map(CBORMap(distinct: [.init(key: .unsigned(4), value: .null)])) } == .malformed)
        #expect(try outcome { $0[2] = .bytes(Samples.bytes(1, COSESign1.maximumPayloadLength)) } == nil)
        #expect(try outcome { $0[2] = .bytes(Samples.bytes(1, COSESign1.maximumPayloadLength + 1)) } == .malformed)
        #expect(try outcome { $0[2] = .bytes(Samples.bytes(1, COSESign1.maximumPayloadLength + 400)) } == .malformed)
        for length in [0, 95, 97, 104] { #expect(try outcome { $0[3] = .bytes(Samples.bytes(1, length)) } == .malformed) }
        for bytes in [[], [0xa0], [0x80], [0xff]] as [[UInt8]] {
            #expect(try AttestationTests.refusal { try COSESign1(bytes) } == .malformed)
        }
    }

    @Test func `[23][102] A payload that is no map, or holds more than the limits, is refused`() throws {
        for payload in [[], [0x80], [0xf6], [0xbf], [0xbf, 0xff], [0xbf, 0x01, 0xff], Samples.bytes(0xff, 40)] as [[UInt8]] {
            #expect(try AttestationTests.refusal { try NitroDocument(payload) } == .malformed)
        }
        let certificate = CBOR.bytes(Samples.bytes(1, 20))
        #expect(try refusal { $0["cabundle"] = .array([CBOR](repeating: certificate, count: 9)) } == .malformed)
        let registers = Dictionary(uniqueKeysWithValues: (0..<32).map { (UInt64($0), Samples.bytes(UInt8($0 + 1), 48)) })
        #expect(try refusal { $0["pcrs"] = MadeDocument.registers(registers) } == nil)
        #expect(
            try refusal { $0["pcrs"] = .map(CBORMap(distinct: [.init(key: .text("0"), value: .bytes(Samples.bytes(1, 48)))])) }
                == .malformed)
        #expect(try refusal { $0["pcrs"] = .map(CBORMap(distinct: [.init(key: .unsigned(0), value: .null)])) } == .malformed)
    }

    @Test func `[23] A document that ends before its last mandatory field is refused`() throws {
        #expect(
            try refusal { document in for name in ["public_key", "user_data", "nonce", "cabundle"] { document[name] = nil } } == .malformed)
        #expect(try refusal { document in for name in ["public_key", "nonce"] { document[name] = nil } } == nil)
    }

    @Test func `[11] Evidence of another platform is no document`() throws {
        let evidence = try Evidence(platform: .tpm, bytes: MadeDocument().bytes())
        #expect(try AttestationTests.refusal { try NitroVerifier().authenticate(evidence, at: 0) } == .malformed)
    }

    @Test func `A name without an enclave's part is the instance's as a whole`() throws {
        var document = try MadeDocument()
        document["module_id"] = .text("i-0123456789abcdef0")
        #expect(try document.report().hardwareID == MadeDocument().report().hardwareID)
        document["module_id"] = .text("i-0123456789abcdef1")
        #expect(try document.report().hardwareID != MadeDocument().report().hardwareID)
    }
}
