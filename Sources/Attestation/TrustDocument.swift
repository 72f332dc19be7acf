import Wire

/// The JSON form of a trust file, read strictly: a member that the form does not have is an error.
struct TrustDocument: Codable {
    struct PlatformEntry: Codable {
        var acknowledge: String?
        var roots: [String]

        init(roots: [[UInt8]]) {
            acknowledge = TrustFile.softwareAcknowledgement
            self.roots = roots.map(\.hex)
        }

        init(from decoder: any Decoder) throws {
            let members = try StrictMembers(decoder, named: ["acknowledge", "roots"])
            acknowledge = try members.optional("acknowledge")
            roots = try members.list("roots")
        }
    }

    /// What stands below a platform's name: roots of a software TEE, or demands on hardware, whose roots are its vendor's.
    enum Entry: Codable {
        case software(PlatformEntry)
        case hardware(PlatformPolicyDocument)

        init(from decoder: any Decoder) throws {
            if decoder.codingPath.last?.stringValue == "\(Platform.softwareTEE)" {
                self = .software(try PlatformEntry(from: decoder))
            } else {
                self = .hardware(try PlatformPolicyDocument(from: decoder))
            }
        }

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .software(let entry): try entry.encode(to: encoder)
            case .hardware(let document): try document.encode(to: encoder)
            }
        }
    }

    struct RoleEntry: Codable {
        var measurements: [String]?
        var auditors: String?
        var configurations: [String]?

        init(_ trust: TrustFile.RoleTrust, _ auditors: AuditorSet?) {
            if trust.followsAuditors {
                self.auditors = auditors?.origin
            } else {
                measurements = trust.measurements.map(\.description)
            }
            configurations = trust.configurations?.map(\.hex)
        }

        init(from decoder: any Decoder) throws {
            let members = try StrictMembers(decoder, named: ["measurements", "auditors", "configurations"])
            auditors = try members.optional("auditors")
            measurements = auditors == nil || members.has("measurements") ? try members.list("measurements") : nil
            configurations = members.has("configurations") ? try members.list("configurations") : nil
        }

        func trust(in role: NodeRole, _ set: AuditorSet?) throws(AttestationError) -> TrustFile.RoleTrust {
            var trust = TrustFile.RoleTrust()
            if let auditors {
                guard measurements == nil else {
                    throw TrustDocument.invalid("\(role)", "given by measurements or by auditors, not by both")
                }
                guard auditors == set?.origin else {
                    throw TrustDocument.invalid("\(role) → auditors", "the origin of the file's auditors")
                }
                trust.followsAuditors = true
            }
            for text in measurements ?? [] {
                guard let measurement = Measurement(text), !measurement.isZero else {
                    throw TrustDocument.invalid("\(role) → measurements", "a measurement such as software-tee:ab12…, and not of zeros")
                }
                trust.measurements.append(measurement)
            }
            guard let configurations else { return trust }
            var digests: [[UInt8]] = []
            for text in configurations {
                guard let digest = [UInt8](hex: text), digest.count == 32 else {
                    throw TrustDocument.invalid("\(role) → configurations", "a SHA-256 digest in hexadecimal")
                }
                digests.append(digest)
            }
            trust.configurations = digests
            return trust
        }
    }

    var version: Int
    var profile: String?
    var platforms: [String: Entry]
    var auditors: TrustedAuditors?
    var control: RoleEntry?
    var executor: RoleEntry?
    var hardware: [String]?
    var hardwareSubstitutes: [String]?
    var minimumSecurityVersion: UInt32?

    init(_ trust: TrustFile) {
        version = 1
        platforms = [:]
        if let roots = trust.softwareRoots { platforms["\(roots.platform)"] = .software(PlatformEntry(roots: roots.keys)) }
        for (platform, document) in trust.hardwarePlatforms { platforms["\(platform)"] = .hardware(document) }
        profile = trust.namedProfile?.rawValue
        auditors = trust.auditors.map(TrustedAuditors.init)
        control = RoleEntry(trust.control, trust.auditors)
        executor = RoleEntry(trust.executor, trust.auditors)
        hardware = trust.hardware?.map(\.description)
        hardwareSubstitutes = trust.hardwareSubstitutes.isEmpty ? nil : trust.hardwareSubstitutes.map(\.description).sorted()
        minimumSecurityVersion = trust.minimumSecurityVersion
    }

    init(from decoder: any Decoder) throws {
        let members = try StrictMembers(
            decoder,
            named: [
                "version", "profile", "platforms", "auditors", "control", "executor", "hardware", "hardwareSubstitutes",
                "minimumSecurityVersion",
            ])
        version = try members.required("version")
        guard version == 1 else { throw Self.invalid("version", "1") }
        profile = try members.optional("profile")
        platforms = try members.required("platforms")
        auditors = try members.optional("auditors")
        control = try members.optional("control")
        executor = try members.optional("executor")
        hardware = members.has("hardware") ? try members.list("hardware") : nil
        hardwareSubstitutes = members.has("hardwareSubstitutes") ? try members.list("hardwareSubstitutes") : nil
        minimumSecurityVersion = try members.optional("minimumSecurityVersion")
    }

    func trust() throws(AttestationError) -> TrustFile {
        var trust = TrustFile()
        for (name, entry) in platforms { try accept(name, entry, in: &trust) }
        if let profile {
            guard let named = TrustProfile(rawValue: profile) else { throw Self.invalid("profile", "strict or development") }
            trust.namedProfile = named
        }
        trust.auditors = try auditors?.auditorSet()
        if let control { trust.control = try control.trust(in: .control, trust.auditors) }
        if let executor { trust.executor = try executor.trust(in: .executor, trust.auditors) }
        if let hardware {
            var machines: [HardwareID] = []
            for text in hardware {
                guard let machine = HardwareID(text) else { throw Self.invalid("hardware", "a hardware id such as software-tee:ab12…") }
                machines.append(machine)
            }
            trust.hardware = machines
        }
        for name in hardwareSubstitutes ?? [] {
            guard let platform = Platform(name: name), platform.mayHideHardwareID else {
                throw Self.invalid(
                    "hardwareSubstitutes", "platforms that hide their machines, such as nitro, or sev-snp with a provider's key")
            }
            trust.hardwareSubstitutes.insert(platform)
        }
        trust.minimumSecurityVersion = minimumSecurityVersion ?? 0
        guard trust.shortcomings.isEmpty else {
            throw AttestationError(
                .invalidTrust, "the trust file is strict, and that needs: \(trust.shortcomings.joined(separator: "; "))")
        }
        return trust
    }

    private func accept(_ name: String, _ entry: Entry, in trust: inout TrustFile) throws(AttestationError) {
        switch entry {
        case .software(let entry):
            var keys: [[UInt8]] = []
            for text in entry.roots {
                guard let key = [UInt8](hex: text) else { throw Self.invalid("platforms → \(name) → roots", "public keys in hexadecimal") }
                keys.append(key)
            }
            try trust.unsafeAcceptSoftwareTEE(roots: keys, acknowledging: entry.acknowledge ?? "")
        case .hardware(let document):
            guard let platform = Platform(name: name), EvidencePolicy.verifiedPlatforms.contains(platform) else {
                let names = EvidencePolicy.verifiedPlatforms.map(\.description).joined(separator: ", ")
                throw Self.invalid("platforms", "platforms that this version verifies: software-tee, \(names)")
            }
            _ = try document.policy(of: platform, from: PlatformPolicy(platform))
            trust.hardwarePlatforms[platform] = document
        }
    }

    static func invalid(_ place: String, _ wanted: String) -> AttestationError {
        AttestationError(.invalidTrust, "in the trust file, \(place) must be \(wanted)")
    }

    /// The place of a member, in the names that lead to it.
    static func place(_ path: [any CodingKey]) -> String {
        guard !path.isEmpty else { return "the document" }
        return path.map { key in String(key.stringValue.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }.prefix(40)) }
            .joined(separator: " → ")
    }
}
