import Crypto

/// Verifies quotes of Intel SGX and TDX with Intel's certificates, revocation lists and signed documents (docs/spec/intel-collateral.md).
///
/// Decides no policy: debugging, statuses below "UpToDate" and the like are in the report for requirements to judge.
public struct IntelVerifier: EvidenceVerifier {
    /// Which of the two TEEs a verifier is for.
    public enum Technology: Sendable { case sgx, tdx }

    private let technology: Technology
    private let roots: [PinnedRoot]
    private let minimumEvaluationNumber: UInt32
    private let cache: CollateralCache

    /// A verifier under Intel's own root.
    /// - Parameters:
    ///   - minimumEvaluationNumber: The least tcbEvaluationDataNumber of every document.
    ///   - cache: Verified collateral, and the memory of the highest numbers; one of the verifier's own by default.
    public init(platform technology: Technology, minimumEvaluationNumber: UInt32 = 0, cache: CollateralCache = CollateralCache()) {
        self.init(
            platform: technology, roots: [IntelRoot.production], minimumEvaluationNumber: minimumEvaluationNumber, cache: cache)
    }

    /// A verifier under other roots: those of a laboratory.
    package init(
        platform technology: Technology, roots: [PinnedRoot], minimumEvaluationNumber: UInt32 = 0,
        cache: CollateralCache = CollateralCache()
    ) {
        self.technology = technology
        self.roots = roots
        self.minimumEvaluationNumber = minimumEvaluationNumber
        self.cache = cache
    }

    public var platform: Platform { technology == .sgx ? .sgx : .tdx }

    private var tee: QuoteHeader.TEE { technology == .sgx ? .sgx : .tdx }

    public func authenticate(
        _ evidence: Evidence, with endorsements: Endorsements, at time: UInt64
    ) throws(AttestationError) -> AuthenticReport {
        let quote = try Quote(evidence.bytes)
        guard evidence.platform == platform, quote.header.tee == tee else {
            throw Quote.malformed("it is of another TEE than \(platform)")
        }
        let (chain, collateral) = try platform(of: quote.signature.certification, endorsements, at: time)
        let memory = cache.memory
        try memory.check(collateral.revocationLists)
        try memory.check(collateral, minimum: minimumEvaluationNumber)
        let enclave = QuotingEnclave(signature: quote.signature)
        let verdict = try enclave.authenticate(by: chain.leaf, as: collateral.identity)
        try enclave.checkSignature(over: quote.signedBytes)
        let tcb = try IntelTCB(of: quote.body, on: chain.platform, enclave: verdict, under: collateral.tcbInfo)
        let report = try report(on: quote, chain, collateral, tcb, logs: endorsements.eventLogs)
        cache.remember(collateral)
        return report
    }

    /// The platform's chain and its collateral, both verified: from the cache where the same was verified before.
    private func platform(
        of certification: CertificationData, _ endorsements: Endorsements, at time: UInt64
    ) throws(AttestationError) -> (chain: PCKChain, collateral: IntelCollateral) {
        let trust = CollateralCache.Trust(roots: roots, tee: tee, endorsements: endorsements)
        if let found = cache.verified(certification, under: trust, at: time) { return found }
        let chain = try PCKChain(certification)
        let key = CollateralCache.Key(
            trust: trust, fmspc: chain.platform.fmspc, pceID: chain.platform.pceID, issuersDER: chain.issuersDER)
        let collateral = try collateral(for: chain, key, at: time)
        cache.keep(chain, for: key)
        return (chain, collateral)
    }

    /// Verified collateral, from the cache where the same was verified before; then only the platform's own certificate is checked.
    private func collateral(
        for chain: PCKChain, _ key: CollateralCache.Key, at time: UInt64
    ) throws(AttestationError) -> IntelCollateral {
        if let found = cache.collateral(for: key, at: time) {
            try chain.checkLeaf(by: found.authority, at: time)
            try found.checkRevocation(of: chain.leaf)
            return found
        }
        let collateral = try IntelCollateral(for: chain, tee, from: key.trust.endorsements, to: roots, at: time)
        cache.keep(collateral, for: key)
        return collateral
    }

    private func report(
        on quote: Quote, _ chain: PCKChain, _ collateral: IntelCollateral, _ tcb: IntelTCB, logs: [[UInt8]]
    ) throws(AttestationError) -> AuthenticReport {
        let numbers = (collateral.tcbInfo.window.evaluationNumber, collateral.identity.window.evaluationNumber)
        let details = IntelPlatform(
            quoteVersion: quote.header.version, certificate: chain.platform, authority: collateral.authority.subjectCommonName ?? "",
            quotingEnclave: quote.signature.qeReport, tcb: tcb, tcbInfoEvaluationNumber: numbers.0, identityEvaluationNumber: numbers.1,
            window: collateral.window)
        let standing = TCBStanding(
            status: tcb.status, advisories: tcb.advisories, date: tcb.date, evaluationNumber: min(numbers.0, numbers.1))
        // Certificates of the Processor CA name no instance: their key stands for it, which changes with every TCB recovery.
        let identifier = chain.platform.platformInstanceID ?? Array(SHA256.hash(data: chain.leaf.publicKeyInfo))
        let hardwareID = try HardwareID(platform: platform, bytes: identifier)
        switch quote.body {
        case .sgx(let body):
            let slot = NodeSlot(field: body.configurationID)
            return AuthenticReport(
                platform: .sgx, measurement: try Measurement(platform: .sgx, digest: body.enclaveMeasurement), role: slot.role,
                configurationDigest: slot.configurationDigest, securityVersion: UInt32(body.securityVersion),
                isDebug: body.attributes.isDebug, hardwareID: hardwareID, reportData: body.reportData, standing: standing,
                details: .sgx(SGXDetails(report: body, platform: details)))
        case .tdx(let body):
            let slot = NodeSlot(field: body.configurationID)
            let log = try TDXEventLogs.log(logs, replayingTo: body.runtimeMeasurements)
            return AuthenticReport(
                platform: .tdx, measurement: try Measurement(platform: .tdx, digest: body.domainMeasurement), role: slot.role,
                configurationDigest: slot.configurationDigest, securityVersion: 0, isDebug: body.isDebug, hardwareID: hardwareID,
                reportData: body.reportData, standing: standing, details: .tdx(TDXDetails(report: body, platform: details, eventLog: log)))
        }
    }
}
