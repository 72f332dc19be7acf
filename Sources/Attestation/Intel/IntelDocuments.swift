import Crypto

/// The signed documents of a bag, of which one of each kind is chosen: that which concerns the platform, in its window, with the highest number.
struct IntelDocuments {
    let documents: [Endorsements.SignedDocument]
    let signers: [X509Certificate]
    let time: Int64

    init(_ documents: [Endorsements.SignedDocument], signers: [X509Certificate], at time: UInt64) {
        self.documents = documents
        self.signers = signers
        self.time = Int64(clamping: time)
    }

    /// One document, and the windows of all that may be chosen at another time.
    typealias Choice<Document> = (document: Document, windows: [ClosedRange<Int64>])

    /// The TCB info of a platform.
    func tcbInfo(_ tee: QuoteHeader.TEE, of platform: PCKExtension) throws(AttestationError) -> Choice<TCBInfo> {
        let (found, windows) = try choose(.tcbInfo, TCBInfo.init, window: \.window) { $0.tee == tee && $0.fmspc == platform.fmspc }
        guard found.tee == tee, found.fmspc == platform.fmspc, found.pceID == platform.pceID else {
            throw AttestationError(refusing: .collateralMismatch, "the TCB info is about another family of platforms than the quote's")
        }
        return (found, windows)
    }

    /// The identity of the enclave that quotes for a TEE.
    func identity(_ tee: QuoteHeader.TEE) throws(AttestationError) -> Choice<EnclaveIdentity> {
        let (found, windows) = try choose(.enclaveIdentity, EnclaveIdentity.init, window: \.window) { $0.tee == tee }
        guard found.tee == tee else {
            throw AttestationError(refusing: .collateralMismatch, "the enclave identity is of another quoting enclave than the quote's")
        }
        return (found, windows)
    }

    /// One document of a kind. A single one is verified before it is read; of several, those that match are tried from the best on.
    private func choose<Document>(
        _ kind: Endorsements.SignedDocument.Kind, _ read: ([UInt8]) throws(AttestationError) -> Document,
        window: (Document) -> SignedWindow, matching: (Document) -> Bool
    ) throws(AttestationError) -> Choice<Document> {
        let candidates = documents.filter { $0.kind == kind }
        guard let only = candidates.first else {
            throw AttestationError(refusing: .endorsementMissing, "there is no signed \(kind.title)")
        }
        if candidates.count == 1 {
            try checkSignature(of: only)
            let document = try read(only.bytes)
            try check(window(document), of: only)
            return (document, [])
        }
        var matches: [(signed: Endorsements.SignedDocument, document: Document)] = []
        for signed in candidates {
            guard let document = try? read(signed.bytes), matching(document) else { continue }
            matches.append((signed, document))
        }
        matches.sort { isBetter(window($0.document), window($1.document)) }
        var failures: [AttestationError] = []
        let chosen = matches.prefix(IntelCollateral.maximumTries).first { match in
            do throws(AttestationError) {
                try checkSignature(of: match.signed)
                try check(window(match.document), of: match.signed)
                return true
            } catch {
                failures.append(error)
                return false
            }
        }
        guard let chosen else { throw failures.first ?? mismatch(kind, among: candidates.count) }
        return (chosen.document, matches.map { window($0.document).times })
    }

    private func mismatch(_ kind: Endorsements.SignedDocument.Kind, among count: Int) -> AttestationError {
        AttestationError(refusing: .collateralMismatch, "none of \(count) signed documents is the \(kind.title) of the quote's platform")
    }

    private func isBetter(_ one: SignedWindow, _ other: SignedWindow) -> Bool {
        let (isCurrent, isOtherCurrent) = (one.times.contains(time), other.times.contains(time))
        if isCurrent != isOtherCurrent { return isCurrent }
        if one.evaluationNumber != other.evaluationNumber { return one.evaluationNumber > other.evaluationNumber }
        return one.times.lowerBound > other.times.lowerBound
    }

    private func checkSignature(of signed: Endorsements.SignedDocument) throws(AttestationError) {
        let keys = signers.compactMap(\.publicKey.p256)
        guard keys.contains(where: { QuotingEnclave.isValid(signed.signature, over: signed.bytes, by: $0) }) else {
            throw AttestationError(
                refusing: .collateralSignature, "the \(signed.kind.title) is not signed by Intel's TCB signer as it stands")
        }
    }

    private func check(_ window: SignedWindow, of signed: Endorsements.SignedDocument) throws(AttestationError) {
        guard window.times.contains(time) else {
            throw AttestationError(refusing: .collateralExpired, "the \(signed.kind.title) is not of the time of the appraisal")
        }
    }
}

extension Endorsements.SignedDocument.Kind {
    fileprivate var title: String {
        switch self {
        case .tcbInfo: TCBInfo.title
        case .enclaveIdentity: EnclaveIdentity.title
        }
    }
}
