import Wire

extension Endorsements.SignedDocument {
    /// Reads Intel's answer about a TCB info or an enclave identity: an object of the document and its signature in hexadecimal.
    ///
    /// The document's bytes are taken as they came. Refused as `endorsement_malformed`; the signature is not verified here.
    package init(answer: [UInt8]) throws(AttestationError) {
        let root: JSONValue
        do throws(JSONError) { root = try JSONDocument(answer).root } catch {
            throw AttestationError(refusing: .endorsementMalformed, "an answer of Intel's is not JSON of the strict form: \(error)")
        }
        let found = Kind.allCases.compactMap { kind in (kind == .tcbInfo ? root["tcbInfo"] : root["enclaveIdentity"]).map { (kind, $0) } }
        guard found.count == 1, let (kind, document) = found.first, let text = root["signature"]?.text, text.utf8.count == 128,
            let signature = [UInt8](hex: text)
        else { throw AttestationError(refusing: .endorsementMalformed, "an answer of Intel's has no one document and signature") }
        self.init(kind: kind, bytes: Array(document.bytes), signature: signature)
    }
}
