import Wire

extension PlatformPolicyDocument {
    /// The policy: `defaults` with what the document says; throws `invalidTrust` for what does not fit the platform.
    func policy(of platform: Platform, from defaults: PlatformPolicy) throws(AttestationError) -> PlatformPolicy {
        let place = Place(platform: platform)
        if let other = present.subtracting(Self.members(of: platform)).map(\.rawValue).min() {
            throw place.invalid(other, "absent: the platform has no such thing")
        }
        var policy = defaults
        try standing(into: &policy, place)
        try registers(into: &policy, place)
        try events(into: &policy, place)
        try numbers(into: &policy, place)
        try guest(into: &policy.guest, place)
        try lists(into: &policy, place)
        policy.attestationKeys = try namedAttestationKeys(place.invalid)
        return policy
    }

    /// Names what is wrong in a platform's entry.
    struct Place {
        let platform: Platform

        func invalid(_ member: String, _ wanted: String) -> AttestationError {
            TrustDocument.invalid("platforms → \(platform) → \(member)", wanted)
        }
    }

    private func standing(into policy: inout PlatformPolicy, _ place: Place) throws(AttestationError) {
        if let statuses {
            policy.statuses = [:]
            for (word, until) in statuses {
                guard let status = TCBStanding.Status(rawValue: word), let acceptance = Acceptance(until) else {
                    throw place.invalid("statuses", "Intel's statuses, each with \"always\" or a moment such as 2026-12-31T00:00:00Z")
                }
                policy.statuses[status] = acceptance
            }
        }
        for (advisory, until) in advisories ?? [:] {
            guard let acceptance = Acceptance(until) else { throw place.invalid("advisories", "\"always\" or a moment for each") }
            policy.advisories[advisory] = acceptance
        }
    }

    private func registers(into policy: inout PlatformPolicy, _ place: Place) throws(AttestationError) {
        for (name, values) in registers ?? [:] {
            guard let register = SignedRegister(name, of: policy.platform), values.count <= TrustFile.maximumEntries else {
                throw place.invalid("registers", "registers of the platform, each with a list of values")
            }
            var accepted: [[UInt8]] = []
            for value in values {
                guard let bytes = [UInt8](hex: value), !bytes.isEmpty else {
                    throw place.invalid("registers → \(name)", "values in hexadecimal")
                }
                accepted.append(bytes)
            }
            policy.registers[register] = accepted
        }
        for (name, document) in bits ?? [:] {
            guard let register = SignedRegister(name, of: policy.platform), let mask = [UInt8](hex: document.mask),
                let value = [UInt8](hex: document.value), let bits = RegisterBits(mask: mask, value: value)
            else {
                throw place.invalid(
                    "bits", "registers of the platform, each with a mask and a value of one length, and no bit outside the mask")
            }
            policy.bits[register] = bits
        }
    }

    private func events(into policy: inout PlatformPolicy, _ place: Place) throws(AttestationError) {
        for (name, demands) in events ?? [:] {
            // The log of an Azure machine is its TPM's.
            guard let register = SignedRegister(name, of: policy.platform), let bank = register.logged?.bank,
                register.pcr != nil || policy.platform == .tdx, demands.accept != nil || demands.require != nil
            else { throw place.invalid("events", "registers that a boot event log extends, each with what to accept or require") }
            func digests(_ list: [String]?) throws(AttestationError) -> [[UInt8]]? {
                guard let list else { return nil }
                let values = list.compactMap { [UInt8](hex: $0) }.filter { $0.count == bank.length }
                guard values.count == list.count, values.count <= TrustFile.maximumEntries else {
                    throw place.invalid("events → \(name)", "digests of \(bank.length) bytes in hexadecimal")
                }
                return values
            }
            policy.events[register] = EventDemands(accepted: try digests(demands.accept), required: try digests(demands.require) ?? [])
        }
    }

    private func numbers(into policy: inout PlatformPolicy, _ place: Place) throws(AttestationError) {
        if let minimumEvaluationNumber { policy.minimumEvaluationNumber = minimumEvaluationNumber }
        if let minimumPCEVersion { policy.intel.minimumPCEVersion = minimumPCEVersion }
        if let minimumQEVersion { policy.intel.minimumQEVersion = minimumQEVersion }
        if let minimumConfigurationVersion { policy.intel.minimumConfigurationVersion = minimumConfigurationVersion }
        if let minimumComponents { policy.intel.minimumComponents = try Self.parts(minimumComponents, "minimumComponents", place) }
        if let minimumModuleVersions {
            policy.intel.minimumModuleVersions = try Self.parts(minimumModuleVersions, "minimumModuleVersions", place)
        }
        if let minimumGuestVersion { policy.minimumGuestVersion = minimumGuestVersion }
        if let privilegeLevels {
            guard privilegeLevels.allSatisfy({ $0 <= 3 }) else { throw place.invalid("privilegeLevels", "levels from 0 to 3") }
            policy.privilegeLevels = Set(privilegeLevels)
        }
        if let minimumTCB { policy.minimumTCB = try Self.components(minimumTCB, "minimumTCB", place) }
    }

    private static func parts(_ versions: [UInt8], _ member: String, _ place: Place) throws(AttestationError) -> [UInt8] {
        guard versions.count <= 16 else { throw place.invalid(member, "at most 16 versions, from the first part") }
        return versions
    }

    static func components(
        _ minimum: [String: [String: UInt8]], _ member: String, _ place: Place
    ) throws(AttestationError) -> [String: [String: UInt8]] {
        let isKnown = minimum.allSatisfy {
            MinimumTCB.products.contains($0.key) && $0.value.keys.allSatisfy(MinimumTCB.components.contains)
        }
        guard isKnown else { throw place.invalid(member, "products (Milan, Genoa, Turin), each with versions of its components") }
        return minimum
    }
}
