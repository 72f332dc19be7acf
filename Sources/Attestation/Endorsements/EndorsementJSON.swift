import Wire

/// Intel's endorsements as JSON: answers of the PCS, and `QuoteCollateralV3` as verification libraries write it.
enum EndorsementJSON {
    static func endorsements(in text: [UInt8]) throws(AttestationError) -> Endorsements {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONDocument(text).root
        } catch {
            throw EndorsementFile.malformed("its JSON does not hold, as \(error)")
        }
        if let info = root["tcbInfo"] { return Endorsements(documents: [try answer(.tcbInfo, info, root["signature"])]) }
        if let identity = root["enclaveIdentity"] {
            return Endorsements(documents: [try answer(.enclaveIdentity, identity, root["signature"])])
        }
        let collateral = root["collateral"] ?? root
        guard collateral["tcb_info"] != nil || collateral["qe_identity"] != nil else {
            throw EndorsementFile.malformed("its JSON is neither an answer of Intel's service nor a set of them")
        }
        return try set(collateral)
    }

    /// A document as the PCS answers it: an object, and beside it its signature. The object's bytes are kept as they came.
    private static func answer(
        _ kind: Endorsements.SignedDocument.Kind, _ document: JSONValue, _ signature: JSONValue?
    ) throws(AttestationError) -> Endorsements.SignedDocument {
        Endorsements.SignedDocument(kind: kind, bytes: Array(document.bytes), signature: try self.signature(signature?.text))
    }

    /// Documents, lists and chains in one object, all of them texts. An empty text is absent: its verifier says what it misses.
    private static func set(_ set: JSONValue) throws(AttestationError) -> Endorsements {
        var endorsements = Endorsements()
        for chain in [set["pck_crl_issuer_chain"], set["tcb_info_issuer_chain"], set["qe_identity_issuer_chain"], set["pck_certificate_chain"]] {
            guard let text = chain?.text, !text.isEmpty else { continue }
            endorsements.certificates += try PEM.certificates(in: Array(text.utf8), atMost: EndorsementBundle.maximumEntries)
        }
        for list in [set["root_ca_crl"], set["pck_crl"]] {
            guard let text = list?.text, !text.isEmpty else { continue }
            guard let der = [UInt8](hex: text) else { throw EndorsementFile.malformed("a revocation list is not hexadecimal") }
            endorsements.revocationLists.append(der)
        }
        for (kind, document, signature) in [
            (Endorsements.SignedDocument.Kind.tcbInfo, set["tcb_info"], set["tcb_info_signature"]),
            (.enclaveIdentity, set["qe_identity"], set["qe_identity_signature"]),
        ] {
            guard let text = document?.text, !text.isEmpty else { continue }
            endorsements.documents.append(
                Endorsements.SignedDocument(kind: kind, bytes: Array(text.utf8), signature: try self.signature(signature?.text)))
        }
        return endorsements.union(Endorsements())
    }

    /// r and s in hexadecimal.
    private static func signature(_ text: String?) throws(AttestationError) -> [UInt8] {
        guard let text, let bytes = [UInt8](hex: text), bytes.count == 64 else {
            throw EndorsementFile.malformed("a document's signature is not 64 bytes in hexadecimal")
        }
        return bytes
    }
}
