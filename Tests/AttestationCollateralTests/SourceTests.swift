import Testing

@testable import Attestation
@testable import AttestationCollateral

/// Whom is asked, and how.
@Suite struct SourceTests {
    @Test(arguments: [
        "https://pccs.example", "https://pccs.example:8081/", "https://pccs.example/a/b", "http://localhost:1", "http://127.0.0.1:65535/x",
        "http://[::1]:8080", "https://[2001:db8::1]",
    ])
    func `Sources are https, or this machine`(text: String) throws {
        #expect(try SourceURL(text).description == (text.hasSuffix("/") ? String(text.dropLast()) : text))
    }

    @Test(arguments: [
        "", "pccs.example", "http://pccs.example", "HTTPS://pccs.example", "ftp://pccs.example", "https://", "https:///x", "https://a@b",
        "https://a?x=1", "https://a#b", "https://a b", "https://a\r\nX: y", "https://a:0", "https://a:70000", "https://a:b", "https://[::1",
        "http://127.0.0.1.example", "http://localhost.example", "http://127.0.0.2.example:80", "http://localhost:80:80", "https://a%2fb",
        "https://ä.example", "https://" + String(repeating: "a", count: 256),
    ])
    func `[71] Anything else is no source`(text: String) {
        let error = #expect(throws: CollateralError.self) { _ = try SourceURL(text) }
        #expect(error?.code == .invalidSource)
    }

    /// As the vendors' documents write them.
    @Test func `Questions have the vendors' addresses`() throws {
        let sources = try CollateralSources()
        func address(_ piece: CollateralPiece) -> String { CollateralRequest(piece, from: sources).address }
        let intel = "https://api.trustedservices.intel.com"
        #expect(address(.tcbInfo(.sgx, fmspc: [0, 0x90, 0x6e, 0xd5, 0, 0])) == "\(intel)/sgx/certification/v4/tcb?fmspc=00906ed50000")
        #expect(address(.tcbInfo(.tdx, fmspc: [0x50, 0x80, 0x6f, 0, 0, 0])) == "\(intel)/tdx/certification/v4/tcb?fmspc=50806f000000")
        #expect(address(.enclaveIdentity(.sgx)) == "\(intel)/sgx/certification/v4/qe/identity")
        #expect(address(.enclaveIdentity(.tdx)) == "\(intel)/tdx/certification/v4/qe/identity")
        #expect(address(.platformList(.processor)) == "\(intel)/sgx/certification/v4/pckcrl?ca=processor&encoding=der")
        #expect(address(.intelRootList) == "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der")
        let amd = "https://kdsintf.amd.com"
        #expect(address(.amdChain(.milan, .vcek)) == "\(amd)/vcek/v1/Milan/cert_chain")
        #expect(address(.amdChain(.genoa, .vlek)) == "\(amd)/vlek/v1/Genoa/cert_chain")
        #expect(address(.amdList(.turin, .vcek)) == "\(amd)/vcek/v1/Turin/crl")
        let milan = SNPTCBVersion(layout: .milan, fmc: nil, bootLoader: 4, tee: 0, snp: 24, microcode: 219, reserved: [0, 0, 0, 0])
        #expect(
            address(.chipKey(.milan, chipID: [0xab, 0xcd], milan))
                == "\(amd)/vcek/v1/Milan/abcd?blSPL=04&teeSPL=00&snpSPL=24&ucodeSPL=219")
        let turin = SNPTCBVersion(layout: .turin, fmc: 1, bootLoader: 2, tee: 3, snp: 4, microcode: 75, reserved: [0, 0, 0])
        #expect(
            address(.chipKey(.turin, chipID: [1, 2, 3, 4, 5, 6, 7, 8], turin))
                == "\(amd)/vcek/v1/Turin/0102030405060708?fmcSPL=01&blSPL=02&teeSPL=03&snpSPL=04&ucodeSPL=75")
    }

    @Test func `A PCCS has the root's list itself, and an early evaluation is asked for by its name`() throws {
        let sources = try CollateralSources(intel: "https://pccs.example/", intelUpdate: .early)
        #expect(CollateralRequest(.intelRootList, from: sources).address == "https://pccs.example/sgx/certification/v4/rootcacrl")
        #expect(CollateralRequest(.enclaveIdentity(.sgx), from: sources).address.hasSuffix("/qe/identity?update=early"))
        #expect(CollateralRequest(.tcbInfo(.tdx, fmspc: [1]), from: sources).address.hasSuffix("/tcb?fmspc=01&update=early"))
    }
}
