/// By whose word a TPM's quote is believed.
package enum AttestationKeyVoucher: String, Hashable, Sendable {
    /// Certificates from the key up to a pinned root.
    case certificate
    /// Whoever examines the evidence named the key.
    case caller
    /// The processor's report covers the key.
    case processor
}

/// The attestation key behind a quote, and who vouches for it.
package struct AttestationKeyTrust: Hashable, Sendable {
    /// All names of the key: by its SubjectPublicKeyInfo, and by its public area where that came along.
    package let names: [AttestationKeyName]
    /// Who vouches for it.
    package let voucher: AttestationKeyVoucher

    /// A key, of whose public area nothing need be known.
    init(_ key: AttestationKey, area: TPMPublic?, by voucher: AttestationKeyVoucher) {
        names = Self.names(key, area)
        self.voucher = voucher
    }

    /// Every name by which a policy may know a key.
    static func names(_ key: AttestationKey, _ area: TPMPublic?) -> [AttestationKeyName] {
        [AttestationKeyName(key)] + [area.flatMap(AttestationKeyName.init)].compactMap { $0 }
    }

    /// The names, for people and programs.
    static func fields(_ names: [AttestationKeyName]) -> [EvidenceField] {
        names.map { name in
            name.bytes.count == TPMHash.sha256.length
                ? EvidenceField("attestation_key", .bytes(name.bytes), "SHA-256 of the attestation key's SubjectPublicKeyInfo")
                : EvidenceField("attestation_key_name", .bytes(name.bytes), "the attestation key's name in its TPM")
        }
    }

    /// The names and the voucher.
    var fields: [EvidenceField] {
        Self.fields(names) + [
            EvidenceField(
                "attestation_key_voucher", .text(voucher.rawValue),
                "whose word the key is believed by: its certificate's, the policy's (caller), or the processor's")
        ]
    }
}
