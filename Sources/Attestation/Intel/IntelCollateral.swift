import Crypto

/// What Intel signed about a family of platforms, all of it verified: authority, revocation lists, TCB info and enclave identity.
///
/// Valid at every time inside its window, and for every platform of the family under the authority.
package struct IntelCollateral: Sendable {
    /// Who signs TCB infos and enclave identities.
    static let signerName = "Intel SGX TCB Signing"
    /// The most of each kind that a bag may hold, and the most signed documents that are tried.
    static let (maximumPieces, maximumTries) = (64, 8)

    let authority: X509Certificate
    private let rootLists: [CurrentRevocationList]
    private let authorityLists: [CurrentRevocationList]
    package let tcbInfo: TCBInfo
    package let identity: EnclaveIdentity
    /// Seconds since 1970, both inclusive.
    package let window: ClosedRange<Int64>
    /// The part of the window in which the same lists, signers and documents of the bag would be chosen.
    private let steady: ClosedRange<Int64>

    /// Verifies what a bag holds for a chain, in the order of Intel's own verification: chain, lists, TCB info, enclave identity.
    ///
    /// Throws the reason of the first that fails. Whatever the bag holds beside what is needed is passed over.
    init(
        for chain: PCKChain, _ tee: QuoteHeader.TEE, from bag: Endorsements, to roots: [PinnedRoot], at time: UInt64
    ) throws(AttestationError) {
        guard bag.certificates.count <= Self.maximumPieces, bag.revocationLists.count <= Self.maximumPieces,
            bag.documents.count <= Self.maximumPieces
        else { throw AttestationError(refusing: .endorsementMalformed, "there are more than \(Self.maximumPieces) endorsements of a kind") }
        let (authority, root, chainWindow) = try chain.authenticate(to: roots, at: time)
        let lists = bag.revocationLists.compactMap { der -> X509RevocationList? in try? X509RevocationList(der: der) }
        rootLists = try CurrentRevocationList.lists(of: root, among: lists, at: time)
        try Self.check(authority, against: rootLists)
        authorityLists = try CurrentRevocationList.lists(of: authority, among: lists, at: time)
        try Self.check(chain.leaf, against: authorityLists)
        self.authority = authority

        let (signers, signerWindows) = try Self.signers(in: bag, besides: chain.issuersDER, to: roots, rootLists, at: time)
        let documents = IntelDocuments(bag.documents, signers: signers, at: time)
        let (tcbInfo, tcbInfoWindows) = try documents.tcbInfo(tee, of: chain.platform)
        let (identity, identityWindows) = try documents.identity(tee)
        (self.tcbInfo, self.identity) = (tcbInfo, identity)
        // Each of them contains the time.
        let windows =
            (rootLists + authorityLists).map(\.list.window) + signers.map(\.validity) + [tcbInfo.window.times, identity.window.times]
        window = windows.reduce(chainWindow) { $0.clamped(to: $1) }
        steady = Self.steady(
            window, at: Int64(clamping: time),
            among: lists.map(\.window) + signerWindows + tcbInfoWindows + identityWindows)
    }

    /// The lists of the root and of the platform's authority.
    var revocationLists: [CurrentRevocationList] { rootLists + authorityLists }

    /// Whether a time in seconds since 1970 is one at which verifying anew would come to the same.
    func holds(at time: UInt64) -> Bool { Int64(exactly: time).map(steady.contains) ?? false }

    /// The window without the times at which something of the bag is current that is not at the time given.
    static func steady(_ window: ClosedRange<Int64>, at time: Int64, among others: [ClosedRange<Int64>]) -> ClosedRange<Int64> {
        var (first, last) = (window.lowerBound, window.upperBound)
        for other in others {
            if other.lowerBound > time { last = min(last, other.lowerBound - 1) }
            if other.upperBound < time { first = max(first, other.upperBound + 1) }
        }
        return first...last
    }

    /// Refuses a platform whose certificate its authority revoked.
    func checkRevocation(of leaf: X509Certificate) throws(AttestationError) { try Self.check(leaf, against: authorityLists) }

    private static func check(_ certificate: X509Certificate, against lists: [CurrentRevocationList]) throws(AttestationError) {
        guard !lists.contains(where: { $0.list.revokes(serial: certificate.serial) }) else {
            throw AttestationError(refusing: .certificateRevoked, "the certificate \(certificate.title) is revoked")
        }
    }

    /// The certificates in the bag that may sign documents now, one for each key, and when all that have their name are valid.
    ///
    /// Throws what is wrong with the first if none may.
    private static func signers(
        in bag: Endorsements, besides known: [[UInt8]], to roots: [PinnedRoot], _ rootLists: [CurrentRevocationList], at time: UInt64
    ) throws(AttestationError) -> (signers: [X509Certificate], windows: [ClosedRange<Int64>]) {
        var signers: [X509Certificate] = []
        var windows: [ClosedRange<Int64>] = []
        var failure = AttestationError(refusing: .endorsementMissing, "there is no certificate of Intel's TCB signer")
        for der in bag.certificates where !known.contains(der) && !roots.contains(where: { $0.certificate.der == der }) {
            guard !signers.contains(where: { $0.der == der }) else { continue }
            guard let signer = try? X509Certificate(der: der), signer.subjectCommonName == signerName else { continue }
            windows.append(signer.validity)
            guard !signers.contains(where: { $0.publicKeyInfo == signer.publicKeyInfo }) else { continue }
            do throws(AttestationError) {
                _ = try CertificatePath(leaf: signer, from: [], to: roots, at: time, revocation: .none)
                try check(signer, against: rootLists)
                if let usage = signer.keyUsage, !usage.contains(.digitalSignature) {
                    throw AttestationError(refusing: .chainInvalid, "the certificate \(signer.title) may not sign documents")
                }
                signers.append(signer)
            } catch { if failure.refusal == .endorsementMissing { failure = error } }
        }
        guard !signers.isEmpty else { throw failure }
        return (signers, windows)
    }
}
