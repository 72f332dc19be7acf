import Testing
import Wire

@testable import Attestation

@Suite struct QuoteTests {
    private func sgx(_ bytes: [UInt8]) throws -> ParsedQuote { try ParsedQuote(Evidence(platform: .sgx, bytes: bytes)) }
    private func tdx(_ bytes: [UInt8]) throws -> ParsedQuote { try ParsedQuote(Evidence(platform: .tdx, bytes: bytes)) }

    @Test func `Every field of an SGX quote is read at its offset`() throws {
        let bytes = QuoteSample.sgx()
        let quote = try SGXQuote(bytes)
        #expect(quote.header.version == 3 && quote.header.tee == .sgx && quote.header.userData == Samples.bytes(0xc0, 20))
        #expect(quote.header.qeSecurityVersion == 9 && quote.header.pceSecurityVersion == 13)
        let body = quote.body
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
        #expect(signature.certification.kind == .certificateChain && signature.certification.bytes.count == 27)
        #expect(quote.signedBytes == Array(bytes[..<432]))
    }

    @Test func `Every field of a TDX quote is read at its offset`() throws {
        let bytes = QuoteSample.tdx()
        let quote = try TDXQuote(bytes)
        #expect(quote.header.version == 4 && quote.header.tee == .tdx)
        #expect(quote.body.teeSecurityVersion[0] == 7 && quote.body.attributes == 0x1000_0000 && quote.body.extendedFeatures == 0)
        #expect(quote.body.domainMeasurement == Samples.bytes(0x22, 48))
        #expect(quote.body.runtimeMeasurements == (0..<4).map { Samples.bytes(0xb0 + $0, 48) })
        #expect(quote.body.reportData.bytes == QuoteSample.reportData)
        #expect(quote.signedBytes == Array(bytes[..<632]) && quote.signatureData == Samples.bytes(0xa1, 128))
    }

    @Test func `[2] A quote cut at any length or longer than it says is refused`() throws {
        for (bytes, read) in [(QuoteSample.sgx(), sgx), (QuoteSample.tdx(), tdx)] {
            _ = try read(bytes)
            for length in bytes.indices { #expect(throws: AttestationError(.malformed, "")) { try read(Array(bytes.prefix(length))) } }
            for more in [[0], [1], Samples.bytes(0, 70), bytes] {
                #expect(throws: AttestationError(.malformed, "")) { try read(bytes + more) }
            }
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
        #expect(throws: AttestationError(.malformed, "")) { try sgx(QuoteSample.sgx { $0[offset] ^= 1 }) }
        #expect(throws: AttestationError(.malformed, "")) { try tdx(QuoteSample.tdx { $0[offset] ^= 1 }) }
    }

    @Test func `[11] A quote of one TEE is no quote of the other`() throws {
        #expect(throws: AttestationError(.malformed, "")) { try tdx(QuoteSample.sgx()) }
        #expect(throws: AttestationError(.malformed, "")) { try sgx(QuoteSample.tdx()) }
        #expect(throws: AttestationError(.malformed, "")) { try sgx(QuoteSample.sgx { $0[0] = 4 }) }
        #expect(throws: AttestationError(.malformed, "")) { try ParsedQuote(Evidence(platform: .sevSNP, bytes: QuoteSample.sgx())) }
        #expect(EvidenceFormat.platform(of: QuoteSample.sgx()) == .sgx && EvidenceFormat.platform(of: QuoteSample.tdx()) == .tdx)
        #expect(try EvidenceFormat.platform(of: Samples.evidence().bytes) == .softwareTEE)
        for bytes in [[], [3], [3, 0, 2, 0, 0x81, 0, 0, 0], [4, 0, 2, 0, 0, 0, 0, 0], [5, 0, 2, 0, 0x81, 0, 0, 0]] as [[UInt8]] {
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
        let short = Array(QuoteSample.tdx { $0[632] = 127 }.dropLast())
        #expect(throws: AttestationError(.malformed, "")) { try tdx(short) }
    }

    @Test(arguments: [0, 6, 7, 255])
    func `An unknown kind of certification data is refused`(kind: UInt8) throws {
        #expect(throws: AttestationError(.malformed, "")) { try sgx(QuoteSample.sgx { $0[1046] = kind }) }
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
