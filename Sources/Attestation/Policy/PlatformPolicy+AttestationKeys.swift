import Wire

extension PlatformPolicyDocument {
    /// The keys that the document names; nil if it leaves them free.
    func namedAttestationKeys(_ place: Place) throws(AttestationError) -> Set<AttestationKeyName>? {
        guard let attestationKeys else { return nil }
        var names: Set<AttestationKeyName> = []
        for text in attestationKeys {
            guard let name = AttestationKeyName(text) else {
                throw place.invalid("attestationKeys", "SHA-256 of a SubjectPublicKeyInfo, or the name of a key in its TPM, in hexadecimal")
            }
            names.insert(name)
        }
        return names
    }
}

extension Sequence where Element == any EvidenceVerifier {
    /// The same verifiers, of which that of TPMs also believes the keys that the policy of its platform names.
    func trusting(_ names: Set<AttestationKeyName>?) -> [any EvidenceVerifier] {
        guard let names else { return Array(self) }
        return map { verifier in (verifier as? TPMVerifier)?.trusting(names) ?? verifier }
    }
}
