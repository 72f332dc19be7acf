import Wire

extension PlatformPolicyDocument {
    /// The policy: `defaults` with what the document says; throws `invalidTrust` for what does not fit the platform.
    func policy(of platform: Platform, from defaults: PlatformPolicy) throws(AttestationError) -> PlatformPolicy {
        func invalid(_ member: String, _ wanted: String) -> AttestationError {
            TrustDocument.invalid("platforms → \(platform) → \(member)", wanted)
        }
        if let other = present.subtracting(Self.names(of: platform)).min() {
            throw invalid(other, "absent: the platform has no such thing")
        }
        var policy = defaults
        if let statuses {
            policy.statuses = [:]
            for (word, until) in statuses {
                guard let status = TCBStanding.Status(rawValue: word), let acceptance = Acceptance(until) else {
                    throw invalid("statuses", "Intel's statuses, each with \"always\" or a moment such as 2026-12-31T00:00:00Z")
                }
                policy.statuses[status] = acceptance
            }
        }
        for (advisory, until) in advisories ?? [:] {
            guard let acceptance = Acceptance(until) else { throw invalid("advisories", "\"always\" or a moment for each") }
            policy.advisories[advisory] = acceptance
        }
        for (name, values) in registers ?? [:] {
            guard let register = SignedRegister(name, of: platform), values.count <= TrustFile.maximumEntries else {
                throw invalid("registers", "registers of the platform, each with a list of values")
            }
            var accepted: [[UInt8]] = []
            for value in values {
                guard let bytes = [UInt8](hex: value), !bytes.isEmpty, bytes.count <= 64 else {
                    throw invalid("registers → \(name)", "values in hexadecimal")
                }
                accepted.append(bytes)
            }
            policy.registers[register] = accepted
        }
        try events(into: &policy, invalid)
        try numbers(into: &policy, invalid)
        try lists(into: &policy, invalid)
        return policy
    }

    private typealias Refusal = (_ member: String, _ wanted: String) -> AttestationError

    private func events(into policy: inout PlatformPolicy, _ invalid: Refusal) throws(AttestationError) {
        for (name, demands) in events ?? [:] {
            // The log of an Azure machine is its TPM's.
            guard let register = SignedRegister(name, of: policy.platform), let bank = register.logged?.bank,
                register.pcr != nil || policy.platform == .tdx, demands.accept != nil || demands.require != nil
            else { throw invalid("events", "registers that a boot event log extends, each with what to accept or require") }
            func digests(_ list: [String]?) throws(AttestationError) -> [[UInt8]]? {
                guard let list else { return nil }
                let values = list.compactMap { [UInt8](hex: $0) }.filter { $0.count == bank.length }
                guard values.count == list.count, values.count <= TrustFile.maximumEntries else {
                    throw invalid("events → \(name)", "digests of \(bank.length) bytes in hexadecimal")
                }
                return values
            }
            policy.events[register] = EventDemands(accepted: try digests(demands.accept), required: try digests(demands.require) ?? [])
        }
    }

    private func numbers(into policy: inout PlatformPolicy, _ invalid: Refusal) throws(AttestationError) {
        if let minimumEvaluationNumber { policy.minimumEvaluationNumber = minimumEvaluationNumber }
        if let minimumGuestVersion { policy.minimumGuestVersion = minimumGuestVersion }
        if let privilegeLevels {
            guard privilegeLevels.allSatisfy({ $0 <= 3 }) else { throw invalid("privilegeLevels", "levels from 0 to 3") }
            policy.privilegeLevels = Set(privilegeLevels)
        }
        if let minimumTCB {
            let isKnown = minimumTCB.allSatisfy {
                MinimumTCB.products.contains($0.key) && $0.value.keys.allSatisfy(MinimumTCB.components.contains)
            }
            guard isKnown else {
                throw invalid("minimumTCB", "products (Milan, Genoa, Turin), each with versions of its components")
            }
            policy.minimumTCB = minimumTCB
        }
    }

    private func lists(into policy: inout PlatformPolicy, _ invalid: Refusal) throws(AttestationError) {
        if let signers {
            var accepted: [EnclaveSigner] = []
            for signer in signers {
                guard let bytes = [UInt8](hex: signer.mrsigner), bytes.count == 32 else {
                    throw invalid("signers", "signers, each with an mrsigner of 32 bytes in hexadecimal")
                }
                accepted.append(EnclaveSigner(signer: bytes, product: signer.product, minimumVersion: signer.minimumVersion))
            }
            policy.signers = accepted
        }
        for value in serviceDomains ?? [] {
            guard let bytes = [UInt8](hex: value), bytes.count == 48 else {
                throw invalid("serviceDomains", "values of MRSERVICETD, 48 bytes in hexadecimal")
            }
            policy.serviceDomains.append(bytes)
        }
        policy.required.formUnion(try traits(require, "require", of: policy.platform, invalid))
        policy.refused.formUnion(try traits(refuse, "refuse", of: policy.platform, invalid))
        for word in dangers ?? [] {
            guard let danger = PlatformPolicy.Danger(rawValue: word) else {
                throw invalid("dangers", "dangerous choices, such as unsafeAllowDebug")
            }
            policy.dangers.insert(danger)
        }
    }

    private func traits(
        _ names: [String]?, _ member: String, of platform: Platform, _ invalid: Refusal
    ) throws(AttestationError) -> Set<PlatformTrait> {
        let known = PlatformTrait.traits(of: platform)
        var traits: Set<PlatformTrait> = []
        for name in names ?? [] {
            guard let trait = PlatformTrait(rawValue: name), known.contains(trait) else {
                throw invalid(member, "settings that the platform tells: \(known.map(\.rawValue).joined(separator: ", "))")
            }
            traits.insert(trait)
        }
        return traits
    }
}
