import Testing
import Wire

@testable import Attestation

@Suite struct QuoteTests {
    private func sgx(_ bytes: [UInt8]) throws -> ParsedQuote { try ParsedQuote(Evidence(platform: .sgx, bytes: bytes)) }
    private func tdx(_ bytes: [UInt8]) throws -> ParsedQuote { try ParsedQuote(Evidence(platform: .tdx, bytes: bytes)) }

    @Test func `Every field of an SGX quote is read at its offset`() throws {
        let bytes = QuoteSample.sgx()
        let quote = try Quote(bytes)
        #expect(quote.header.version == 3 && quote.header.tee == .sgx && quote.header.userData == Samples.bytes(0xc0, 20))
        #expect(quote.header.qeSecurityVersion == 9 && quote.header.pceSecurityVersion == 13)
        guard case .sgx(let body) = quote.body else { return #expect(Bool(false), "no enclave") }
        #expect(
            body.cpuSecurityVersion == Array(1...16) && body.miscSelect == 0x0102_0304 && body.extendedProductID == Samples.bytes(0xe1, 16))
        #expect(body.attributes.flags == 5 && body.attributes.extendedFeatures == 0xe7)
        #expect(body.attributes.isInitialised && body.attributes.is64Bit && !body.attributes.isDebug)
        #expect(!body.attributes.hasProvisionKey && !body.attributes.hasLaunchKey && !body.attributes.hasKeySeparation)
        #expect(body.enclaveMeasurement == Samples.bytes(0x11, 32) && body.signerMeasurement == Samples.bytes(0x55, 32))
        #expect(body.configurationID == Samples.bytes(0xe2, 64) && body.familyID == Samples.bytes(0xe3, 16))
        #expect(body.productID == 0x1234 && body.securityVersion == 0x5678 && body.configurationSecurityVersion == 0x9abc)
        #expect(body.reportData.bytes == QuoteSample.reportData)
        let signature = quote.signature
        #expect(signature.signature == Samples.bytes(0xa1, 64) && signature.attestationKey == Samples.bytes(0xa2, 64))
        #expect(signature.qeReport.enclaveMeasurement == Samples.bytes(0x33, 32) && signature.qeReport.attributes.hasProvisionKey)
        #expect(signature.qeReportBytes == Array(bytes[564..<948]) && signature.qeReportSignature == Samples.bytes(0xa3, 64))
        #expect(signature.authenticationData == Samples.bytes(0xa4, 32))
        #expect(signature.certification.kind == 5 && signature.certification.bytes.count == 27)
        #expect(quote.signedBytes == Array(bytes[..<432]))
    }

    @Test func `Every field of a TDX quote is read at its offset`() throws {
        let bytes = QuoteSample.tdx()
        let quote = try Quote(bytes)
        #expect(quote.header.version == 4 && quote.header.tee == .tdx)
        guard case .tdx(let body) = quote.body else { return #expect(Bool(false), "no domain") }
        #expect(body.teeSecurityVersion[0] == 7 && body.attributes == 0x1000_0000 && body.extendedFeatures == 0)
        #expect(body.domainMeasurement == Samples.bytes(0x22, 48))
        #expect(body.runtimeMeasurements == (0..<4).map { Samples.bytes(0xb0 + $0, 48) })
        #expect(body.reportData.bytes == QuoteSample.reportData)
        #expect(body.currentSecurityVersion == nil && body.serviceDomains == nil && body.migration == nil)
        #expect(quote.signedBytes == Array(bytes[..<632]) && quote.signature.signature == Samples.bytes(0xa1, 64))
        #expect(quote.signature.attestationKey == Samples.bytes(0xa2, 64) && quote.signature.certification.bytes.count == 27)
    }

    @Test func `Every body of version 5 is read, and kind and length are signed with it`() throws {
        let plain = try Quote(QuoteSample.tdx(version: 5))
        #expect(plain.signedBytes.count == 48 + 6 + 584)
        guard case .tdx(let short) = plain.body else { return #expect(Bool(false), "no domain") }
        #expect(short.currentSecurityVersion == nil)
        let quote = try Quote(QuoteSample.tdx(version: 5, kind: 3, length: 648))
        guard case .tdx(let body) = quote.body else { return #expect(Bool(false), "no domain") }
        let bytes = (584..<885).map { UInt8(truncatingIfNeeded: $0) }
        #expect(quote.signedBytes.count == 702 && body.reportData.bytes == QuoteSample.reportData && body.migration == nil)
        #expect(body.currentSecurityVersion == Array(bytes[0..<16]) && body.serviceDomains == Array(bytes[16..<64]))
        guard case .tdx(let long) = try Quote(QuoteSample.tdx(version: 5, kind: 4, length: 885)).body else {
            return #expect(Bool(false), "no domain")
        }
        let migration = try #require(long.migration)
        #expect(migration.virtualMachine == bytes[64] && migration.domainID == Array(bytes[65..<97]))
        #expect(migration.devices == Array(bytes[97..<145]) && migration.initialServiceDomains == Array(bytes[145..<193]))
        #expect(
            migration.initialServiceAttributes == Array(bytes[193..<201]) && migration.initialCPUSecurityVersion == Array(bytes[201..<217]))
        #expect(migration.initialTEESecurityVersion == Array(bytes[217..<233]) && migration.initialFMSPC == Array(bytes[233..<245]))
        #expect(migration.currentServiceDomains == Array(bytes[245..<293]) && migration.currentServiceAttributes == Array(bytes[293..<301]))
        for version in 4...5 as ClosedRange<UInt8> { #expect(try sgx(QuoteSample.sgx(version: version)).isDebug == false) }
    }

    @Test(arguments: [(1, 584), (2, 648), (2, 384), (3, 584), (3, 885), (4, 648), (2, 583)])
    func `[11] A body of another length than its kind, or of the other TEE, is refused`(kind: UInt8, length: Int) throws {
        #expect(throws: AttestationError(.malformed, "")) { try Quote(QuoteSample.tdx(version: 5, kind: kind, length: length)) }
        var announced = QuoteSample.tdx(version: 5)
        #expect(throws: Never.self) { try Quote(announced) }
        announced[50] ^= 1
        #expect(throws: AttestationError(.malformed, "")) { try Quote(announced) }
        #expect(throws: AttestationError(.malformed, "")) { try Quote(QuoteSample.sgx(version: 5) { $0[4] = 0x81 }) }
    }

    @Test func `[2] Zeros behind a quote are the device's, and any other byte is refused`() throws {
        for bytes in [QuoteSample.sgx(), QuoteSample.tdx(), QuoteSample.tdx(version: 5, kind: 3, length: 648)] {
            #expect(try Quote(bytes + Samples.bytes(0, 3065)) == Quote(bytes))
            for place in [0, 1, 69] {
                var more = Samples.bytes(0, 70)
                more[place] = 1
                #expect(throws: AttestationError(.malformed, "")) { try Quote(bytes + more) }
            }
            #expect(throws: AttestationError(.malformed, "")) { try Quote(bytes + bytes) }
        }
    }

    @Test func `What nobody verifies is refused as unsupported`() throws {
        let outer = 48 + 584 + 4 + 128
        let changes: [(String, (inout [UInt8]) -> Void)] = [
            ("version 2", { $0[0] = 2 }), ("version 6", { $0[0] = 6 }), ("key type 3", { $0[2] = 3 }), ("vendor", { $0[12] ^= 1 }),
            ("outer certification data 5", { $0[outer] = 5 }), ("outer certification data 7", { $0[outer] = 7 }),
        ]
        for (what, change) in changes {
            let error = #expect(throws: AttestationError.self, "\(what)") { try Quote(QuoteSample.tdx(change)) }
            #expect(error?.refusal == .unsupported, "\(what)")
        }
        for kind in [0, 5, 255] as [UInt8] {
            let error = #expect(throws: AttestationError.self) { try Quote(QuoteSample.tdx(version: 5, kind: kind)) }
            #expect(error?.refusal == .unsupported)
        }
    }

    @Test func `[2] A quote cut at any length is refused`() throws {
        for bytes in [QuoteSample.sgx(), QuoteSample.tdx(), QuoteSample.tdx(version: 5, kind: 3, length: 648)] {
            _ = try Quote(bytes)
            for length in bytes.indices { #expect(throws: AttestationError(.malformed, "")) { try Quote(Array(bytes.prefix(length))) } }
        }
    }

    @Test func `[1][2] No flipped byte traps, and each changes what is read or is refused`() throws {
        for (bytes, read) in [(QuoteSample.sgx(), sgx), (QuoteSample.tdx(), tdx)] {
            let genuine = try read(bytes)
            for index in bytes.indices {
                for flip in [0x01, 0x80, 0xff] as [UInt8] {
                    var changed = bytes
                    changed[index] ^= flip
                    if let quote = try? read(changed) { #expect(quote != genuine, "byte \(index)") }
                }
            }
        }
    }

    @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 7, 12, 27])
    func `[11] Another version, key type, TEE or vendor is refused`(offset: Int) throws {
        #expect(throws: AttestationError.self) { try sgx(QuoteSample.sgx { $0[offset] ^= 1 }) }
        #expect(throws: AttestationError.self) { try tdx(QuoteSample.tdx { $0[offset] ^= 1 }) }
    }

    @Test func `[11] A quote of one TEE is no quote of the other`() throws {
        #expect(throws: AttestationError(.malformed, "")) { try tdx(QuoteSample.sgx()) }
        #expect(throws: AttestationError(.malformed, "")) { try sgx(QuoteSample.tdx()) }
        #expect(throws: AttestationError(.malformed, "")) { try tdx(QuoteSample.sgx(version: 5)) }
        #expect(throws: AttestationError(.malformed, "")) { try sgx(QuoteSample.tdx(version: 5)) }
        #expect(throws: AttestationError(.malformed, "")) { try ParsedQuote(Evidence(platform: .sevSNP, bytes: QuoteSample.sgx())) }
        #expect(EvidenceFormat.platform(of: QuoteSample.sgx()) == .sgx && EvidenceFormat.platform(of: QuoteSample.tdx()) == .tdx)
        #expect(try EvidenceFormat.platform(of: Samples.evidence().bytes) == .softwareTEE)
        #expect(
            EvidenceFormat.platform(of: QuoteSample.sgx(version: 4)) == .sgx
                && EvidenceFormat.platform(of: QuoteSample.sgx(version: 5)) == .sgx)
        #expect(EvidenceFormat.platform(of: QuoteSample.tdx(version: 5)) == .tdx)
        for bytes in [[], [3], [3, 0, 2, 0, 0x81, 0, 0, 0], [6, 0, 2, 0, 0, 0, 0, 0], [5, 0, 2, 0, 0x82, 0, 0, 0]] as [[UInt8]] {
            #expect(EvidenceFormat.platform(of: bytes) == nil)
        }
    }

    @Test(arguments: [48 + 20, 48 + 31, 48 + 96, 48 + 127, 48 + 160, 48 + 191, 48 + 262, 48 + 303, 564 + 20, 564 + 303])
    func `A reserved byte in use is refused`(offset: Int) throws {
        #expect(throws: AttestationError(.malformed, "")) { try sgx(QuoteSample.sgx { $0[offset] = 1 }) }
    }

    @Test func `[102] Lengths that lie are refused`() throws {
        let (signature, authentication, certification) = (432, 1012, 1012 + 2 + 32 + 2)
        for (offset, width) in [(signature, 4), (authentication, 2), (certification, 4)] {
            for value in [0x00, 0x7f, 0xff] as [UInt8] {
                let lie = QuoteSample.sgx { for index in offset..<offset + width { $0[index] = value } }
                #expect(throws: AttestationError(.malformed, ""), "offset \(offset)") { try sgx(lie) }
            }
        }
        #expect(throws: AttestationError(.malformed, "")) { try tdx(QuoteSample.tdx { $0[632] = 0xff }) }
        for length in [0, 127, 128, 133] as [UInt8] {
            #expect(throws: AttestationError(.malformed, "")) {
                try tdx(
                    QuoteSample.tdx {
                        $0[632] = length; $0[633] = 0
                    })
            }
        }
    }

    @Test func `Two quotes of one node differ in nothing but the report data`() throws {
        let one = try sgx(QuoteSample.sgx())
        #expect(one.isOfSameNode(as: try sgx(QuoteSample.sgx { $0[368] ^= 1 })))
        for offset in [48, 48 + 16, 48 + 32, 48 + 48, 48 + 56, 48 + 64, 48 + 128, 48 + 192, 48 + 256, 48 + 258, 48 + 260, 48 + 304] {
            #expect(!one.isOfSameNode(as: try sgx(QuoteSample.sgx { $0[offset] ^= 1 })), "offset \(offset)")
        }
        let domain = try tdx(QuoteSample.tdx())
        #expect(domain.isOfSameNode(as: try tdx(QuoteSample.tdx { $0[48 + 520] ^= 1 })) && !domain.isOfSameNode(as: one))
        for offset in [0, 16, 64, 112, 120, 128, 136, 184, 232, 280, 328, 376, 424, 472] {
            #expect(!domain.isOfSameNode(as: try tdx(QuoteSample.tdx { $0[48 + offset] ^= 1 })), "offset \(offset)")
        }
    }
}
