import Wire

extension PlatformPolicyDocument {
    /// What a document says of SEV-SNP alone.
    func guest(into guest: inout GuestDemands, _ place: Place) throws(AttestationError) {
        if let signingKeys {
            guest.signingKeys = []
            for word in signingKeys {
                guard let key = GuestDemands.SigningKey(rawValue: word) else { throw place.invalid("signingKeys", "vcek, vlek or both") }
                guest.signingKeys.insert(key)
            }
        }
        if let providers { guest.providers = providers }
        if let minimumABI {
            guard let version = DottedVersion(minimumABI, of: 2) else { throw place.invalid("minimumABI", "a version such as 1.55") }
            guest.minimumABI = version
        }
        if let minimumFirmware {
            guard let version = DottedVersion(minimumFirmware, of: 3) else {
                throw place.invalid("minimumFirmware", "a version such as 1.55.29")
            }
            guest.minimumFirmware = version
        }
        for bit in mitigations ?? [] {
            guard bit < 64 else { throw place.invalid("mitigations", "numbers of bits, from 0 to 63") }
            guest.mitigations |= 1 << UInt64(bit)
        }
        for (name, minimum) in minimumLevels ?? [:] {
            guard let level = GuestDemands.TCBLevel(rawValue: name) else {
                throw place.invalid("minimumLevels", "reported, committed, launch or current, each as minimumTCB")
            }
            guest.minimumLevels[level] = try Self.components(minimum, "minimumLevels → \(name)", place)
        }
    }

    func lists(into policy: inout PlatformPolicy, _ place: Place) throws(AttestationError) {
        if let signers {
            var accepted: [EnclaveSigner] = []
            for signer in signers {
                guard let bytes = [UInt8](hex: signer.mrsigner), bytes.count == 32 else {
                    throw place.invalid("signers", "signers, each with an mrsigner of 32 bytes in hexadecimal")
                }
                accepted.append(EnclaveSigner(signer: bytes, product: signer.product, minimumVersion: signer.minimumVersion))
            }
            policy.signers = accepted
        }
        for value in serviceDomains ?? [] {
            guard let bytes = [UInt8](hex: value), bytes.count == 48 else {
                throw place.invalid("serviceDomains", "values of MRSERVICETD, 48 bytes in hexadecimal")
            }
            policy.serviceDomains.append(bytes)
        }
        policy.required.formUnion(try traits(require, "require", place))
        policy.refused.formUnion(try traits(refuse, "refuse", place))
        for word in dangers ?? [] {
            guard let danger = PlatformPolicy.Danger(rawValue: word) else {
                throw place.invalid("dangers", "dangerous choices, such as unsafeAllowDebug")
            }
            policy.dangers.insert(danger)
        }
    }

    private func traits(_ names: [String]?, _ member: String, _ place: Place) throws(AttestationError) -> Set<PlatformTrait> {
        let known = PlatformTrait.traits(of: place.platform)
        var traits: Set<PlatformTrait> = []
        for name in names ?? [] {
            guard let trait = PlatformTrait(rawValue: name), known.contains(trait) else {
                throw place.invalid(member, "settings that the platform tells: \(known.map(\.rawValue).joined(separator: ", "))")
            }
            traits.insert(trait)
        }
        return traits
    }
}
