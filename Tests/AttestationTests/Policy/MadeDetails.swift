import Wire

@testable import Attestation

/// Reports as verifiers hand them to policies, made up field by field: nobody signed them, and no policy looks at signatures.
enum MadeDetails {
    static func report(
        _ platform: Platform, _ details: PlatformDetails, standing: TCBStanding? = nil, debug: Bool = false,
        binding: EvidenceBinding = .absent
    ) throws -> AuthenticReport {
        AuthenticReport(
            platform: platform, measurement: try Measurement(platform: platform, digest: Samples.bytes(1, 32)), role: nil,
            configurationDigest: [], securityVersion: 0, isDebug: debug,
            hardwareID: try HardwareID(platform: platform, bytes: Samples.bytes(9, 16)), binding: binding, standing: standing,
            details: details)
    }

    static let upToDate = TCBStanding(status: .upToDate, advisories: [], date: 0, evaluationNumber: 17)

    /// An enclave's report; offsets are the body's.
    static func enclave(
        _ platform: MadePlatform = MadePlatform(), _ change: (inout [UInt8]) -> Void = { _ in }
    ) throws -> AuthenticReport {
        let bytes = QuoteSample.sgx { quote in
            var body = Array(quote[48..<432])
            change(&body)
            quote.replaceSubrange(48..<432, with: body)
        }
        let quote = try Quote(bytes)
        guard case .sgx(let body) = quote.body else { throw AttestationError(.malformed, "no enclave") }
        return try report(.sgx, .sgx(SGXDetails(report: body, platform: intel(quote, platform))), standing: upToDate)
    }

    /// A trust domain's report of version 1.5, without service domains; offsets are the body's.
    static func domain(
        _ platform: MadePlatform = MadePlatform(), _ change: (inout [UInt8]) -> Void = { _ in }
    ) throws -> AuthenticReport {
        let details = try PlatformDetails.tdx(domainDetails(platform, change))
        return try report(.tdx, details, standing: upToDate)
    }

    /// A trust domain's report of version 1.0, which says nothing of the module that runs now.
    static func olderDomain() throws -> AuthenticReport {
        let quote = try Quote(
            QuoteSample.tdx(version: 5, kind: 2, length: 584) { quote in
                quote.replaceSubrange(54..<57, with: [7, 0, 3])
                quote[54 + 128] = 0xe7
            })
        guard case .tdx(let body) = quote.body else { throw AttestationError(.malformed, "no domain") }
        let details = TDXDetails(report: body, platform: try intel(quote, MadePlatform()), eventLog: nil)
        return try report(.tdx, .tdx(details), standing: upToDate)
    }

    static func domainDetails(_ platform: MadePlatform, _ change: (inout [UInt8]) -> Void) throws -> TDXDetails {
        let bytes = QuoteSample.tdx(version: 5, kind: 3, length: 648) { quote in
            var body = Array(quote[54..<702])
            body.replaceSubrange(0..<3, with: [7, 0, 3])
            body[128] = 0xe7
            body.replaceSubrange(584..<648, with: [7, 0, 4] + Samples.bytes(0, 61))
            change(&body)
            quote.replaceSubrange(54..<702, with: body)
        }
        let quote = try Quote(bytes)
        guard case .tdx(let body) = quote.body else { throw AttestationError(.malformed, "no domain") }
        return TDXDetails(report: body, platform: try intel(quote, platform), eventLog: nil)
    }

    private static func intel(_ quote: Quote, _ platform: MadePlatform) throws -> IntelPlatform {
        let certificate = try PCKExtension(platform.der)
        var documents = MadeTCBInfo()
        if case .tdx = quote.body { documents.id = "TDX" }
        documents.levels[0].components = [Int](repeating: 0, count: 16)
        documents.levels[0].module = [Int](repeating: 0, count: 16)
        documents.levels[0].pceSecurityVersion = 0
        documents.levels.removeLast()
        let info = try TCBInfo(Array(documents.json.utf8))
        return IntelPlatform(
            quoteVersion: quote.header.version, certificate: certificate, authority: "Intel SGX PCK Platform CA",
            quotingEnclave: quote.signature.qeReport,
            tcb: try IntelTCB(of: quote.body, on: certificate, enclave: info.levels[0].verdict, under: info),
            tcbInfoEvaluationNumber: 17, identityEvaluationNumber: 17, window: 0...1)
    }

    /// A guest's report; offsets are the report's.
    static func guest(
        _ made: MadeReport = MadeReport(), provider: String? = nil, _ change: @escaping (inout [UInt8]) -> Void = { _ in }
    ) throws -> AuthenticReport {
        try report(.sevSNP, .snp(guestDetails(made, provider: provider, change)))
    }

    static func guestDetails(
        _ made: MadeReport, provider: String?, _ change: @escaping (inout [UInt8]) -> Void
    ) throws -> SNPDetails {
        var made = made
        if provider != nil { made.flags |= 4 }
        // The one that runs is committed, and asks from the highest level.
        made.change = { bytes in
            bytes.replaceSubrange(0x030..<0x031, with: [0])
            bytes.replaceSubrange(0x1ec..<0x1ef, with: [29, 55, 1])
            change(&bytes)
        }
        let read = try SNPReport(made.unsigned)
        func version(_ bytes: [UInt8]) throws -> SNPTCBVersion {
            guard let version = SNPTCBVersion(bytes, layout: made.product.layout) else { throw AttestationError(.malformed, "no version") }
            return version
        }
        return SNPDetails(
            report: read, product: made.product, holder: provider.map { .provider($0) } ?? .chip(made.chip),
            reportedTCB: try version(read.reportedTCB), currentTCB: try version(read.currentTCB),
            committedTCB: try version(read.committedTCB), launchTCB: try version(read.launchTCB),
            hardwareID: try HardwareID(platform: .sevSNP, bytes: made.chip), hardwareIDIsSubstitute: false)
    }

    /// A TPM's, with two banks.
    static func tpm(_ change: (inout MadeQuote) -> Void = { _ in }) throws -> AuthenticReport {
        let details = try tpmDetails(change)
        return try report(.tpm, .tpm(details), binding: .digest(details.attest.extraData))
    }

    static func tpmDetails(_ change: (inout MadeQuote) -> Void) throws -> TPMDetails {
        var quote = MadeQuote()
        change(&quote)
        var wide = quote
        wide.bank = .sha384
        let banks = [PCRBank(hash: .sha256, values: quote.values), PCRBank(hash: .sha384, values: wide.values)].compactMap { $0 }
        return TPMDetails(attest: try TPMAttest(quote.statement), banks: banks, eventLog: nil)
    }

    /// A paravisor's, above a guest or a domain.
    static func azure(_ hardware: PlatformDetails, _ machine: String = #""secure-boot":true,"tpm-enabled":true,"console-enabled":false"#)
        throws
        -> AuthenticReport
    {
        let key = #"{"kid":"HCLAkPub","kty":"RSA","key_ops":["sign"],"n":"AQAB","e":"AQAB"}"#
        let text = "{\"keys\":[\(key)],\"vm-configuration\":{\(machine)},\"user-data\":\"\(Samples.bytes(0x0d, 64).hex)\"}"
        let platform: Platform = if case .tdx = hardware { .azureTDX } else { .azureSNP }
        let details = AzureDetails(
            runtimeData: try RuntimeData(Array(text.utf8)), tpm: try tpmDetails { _ in }, hardware: hardware,
            launchMeasurement: try Measurement(platform: platform, digest: Samples.bytes(1, 48)))
        return try report(platform, .azure(details), standing: platform == .azureTDX ? upToDate : nil)
    }

    static func nitro(_ change: (inout MadeDocument) -> Void = { _ in }) throws -> AuthenticReport {
        var document = try MadeDocument()
        document["nonce"] = .bytes(Samples.bytes(4, 20))
        document["public_key"] = .bytes([1, 2, 3])
        change(&document)
        let read = try NitroDocument(document.payload())
        return try report(.nitro, .nitro(NitroDetails(document: read)), debug: read.isDebug)
    }
}
