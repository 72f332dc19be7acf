/// A vendor's answer about a piece: of its form, about what was asked for, and not yet verified.
package struct CollateralAnswer: Hashable, Sendable {
    /// What is to be verified with evidence.
    package let endorsements: Endorsements
    /// When it is valid by its own word, in seconds since 1970, both ends inclusive.
    package let window: ClosedRange<Int64>

    /// Reads an answer's body and, of Intel's documents, the header with the chain of who signed them.
    ///
    /// Throws `endorsement_malformed`, `endorsement_missing` for a document without its chain, and `collateral_mismatch` for an answer to another question.
    package init(to piece: CollateralPiece, body: [UInt8], issuerChain: [UInt8]?) throws(AttestationError) {
        let windows: [ClosedRange<Int64>]
        switch piece {
        case .tcbInfo(let tee, let fmspc):
            let document = try Self.document(.tcbInfo, body)
            let info = try TCBInfo(document.bytes)
            guard info.tee == tee, info.fmspc == fmspc else { throw Self.mismatch(piece) }
            let chain = try Self.chain(issuerChain)
            endorsements = Endorsements(certificates: chain.map(\.der), documents: [document])
            windows = chain.map(\.validity) + [info.window.times]
        case .enclaveIdentity(let tee):
            let document = try Self.document(.enclaveIdentity, body)
            let identity = try EnclaveIdentity(document.bytes)
            guard identity.tee == tee else { throw Self.mismatch(piece) }
            let chain = try Self.chain(issuerChain)
            endorsements = Endorsements(certificates: chain.map(\.der), documents: [document])
            windows = chain.map(\.validity) + [identity.window.times]
        case .platformList(let authority):
            (endorsements, windows) = try Self.list(of: authority.name, body, piece)
        case .intelRootList:
            (endorsements, windows) = try Self.list(of: "Intel SGX Root CA", body, piece)
        case .amdList(let product, _):
            (endorsements, windows) = try Self.list(of: "ARK-\(product)", body, piece)
        case .amdChain(let product, let key):
            var chain: [X509Certificate] = []
            for der in try PEM.certificates(in: body, atMost: IssuerChain.maximumCertificates) {
                chain.append(try X509Certificate(der: der))
            }
            let authority = key == .vlek ? "SEV-VLEK-\(product)" : "SEV-\(product)"
            guard chain.map(\.subjectCommonName) == [authority, "ARK-\(product)"] else { throw Self.mismatch(piece) }
            endorsements = Endorsements(certificates: chain.map(\.der))
            windows = chain.map(\.validity)
        case .chipKey(let product, let chipID, let tcb):
            let certificate = try X509Certificate(der: body)
            let key = try SNPEndorsementKey(certificate)
            guard key.product == product, key.holder == .chip(chipID), key.tcb == tcb else { throw Self.mismatch(piece) }
            endorsements = Endorsements(certificates: [body])
            windows = [certificate.validity]
        }
        guard let first = windows.map(\.lowerBound).max(), let last = windows.map(\.upperBound).min(), first <= last else {
            throw AttestationError(refusing: .collateralExpired, "the \(piece.title) and its certificates are not of one time")
        }
        window = first...last
    }

    private static func document(
        _ kind: Endorsements.SignedDocument.Kind, _ body: [UInt8]
    ) throws(AttestationError) -> Endorsements.SignedDocument {
        let document = try Endorsements.SignedDocument(answer: body)
        guard document.kind == kind else {
            throw AttestationError(refusing: .collateralMismatch, "the answer is a document of another kind than was asked for")
        }
        return document
    }

    private static func chain(_ header: [UInt8]?) throws(AttestationError) -> [X509Certificate] {
        guard let header else {
            throw AttestationError(refusing: .endorsementMissing, "the answer has no header with the certificates of who signed it")
        }
        var chain: [X509Certificate] = []
        for der in try IssuerChain.certificates(in: header) { chain.append(try X509Certificate(der: der)) }
        guard chain.first?.subjectCommonName == IntelCollateral.signerName else {
            throw AttestationError(refusing: .collateralMismatch, "the chain in the answer's header is not that of Intel's TCB signer")
        }
        return chain
    }

    /// One list, as DER, hexadecimal of it (as PCCS answers) or PEM.
    private static func list(
        of issuer: String, _ body: [UInt8], _ piece: CollateralPiece
    ) throws(AttestationError) -> (Endorsements, [ClosedRange<Int64>]) {
        let found = try EndorsementFile.endorsements(in: body)
        guard found == Endorsements(revocationLists: found.revocationLists), found.revocationLists.count == 1,
            let der = found.revocationLists.first
        else { throw mismatch(piece) }
        let list = try X509RevocationList(der: der)
        guard list.issuerCommonName == issuer else { throw mismatch(piece) }
        return (found, [list.window])
    }

    private static func mismatch(_ piece: CollateralPiece) -> AttestationError {
        AttestationError(refusing: .collateralMismatch, "the answer is not the \(piece.title)")
    }
}
