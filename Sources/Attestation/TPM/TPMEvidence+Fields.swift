extension TPMEvidence {
    /// What the evidence says, unverified: the names of its key, by which a policy can accept it, and each statement.
    var fields: [EvidenceField] {
        get throws(AttestationError) {
            let key = try namedKey()
            let names = key.map { AttestationKeyTrust.names($0, publicArea) } ?? []
            return AttestationKeyTrust.fields(names)
                + quotes.flatMap { TPMDetails(attest: $0.attest, banks: $0.banks, eventLog: nil).fields }
        }
    }
}
