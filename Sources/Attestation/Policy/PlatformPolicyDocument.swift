import Wire

/// The JSON form of one platform's policy: in a policy file, and in a trust file.
struct PlatformPolicyDocument: Codable, Equatable {
    struct Signer: Codable, Equatable {
        var mrsigner: String
        var product: UInt16
        var minimumVersion: UInt16

        init(from decoder: any Decoder) throws {
            let members = try StrictMembers(decoder, named: ["mrsigner", "product", "minimumVersion"])
            mrsigner = try members.required("mrsigner")
            product = try members.required("product")
            minimumVersion = try members.required("minimumVersion")
        }
    }

    struct Events: Codable, Equatable {
        var accept: [String]?
        var require: [String]?

        init(from decoder: any Decoder) throws {
            let members = try StrictMembers(decoder, named: ["accept", "require"])
            accept = members.has("accept") ? try members.list("accept") : nil
            require = members.has("require") ? try members.list("require") : nil
        }
    }

    struct Bits: Codable, Equatable {
        var mask: String
        var value: String

        init(from decoder: any Decoder) throws {
            let members = try StrictMembers(decoder, named: ["mask", "value"])
            mask = try members.required("mask")
            value = try members.required("value")
        }
    }

    /// The members by name. What is not among them is refused.
    enum CodingKeys: String, CodingKey, CaseIterable {
        case statuses, advisories, minimumEvaluationNumber, minimumComponents, minimumPCEVersion, minimumQEVersion
        case minimumModuleVersions, serviceDomains
        case signers, minimumConfigurationVersion
        case minimumTCB, minimumLevels, minimumABI, minimumFirmware, minimumGuestVersion, mitigations, privilegeLevels, signingKeys,
            providers
        case require, refuse
        case registers, bits, events, dangers, attestationKeys
    }

    var statuses: [String: String]?
    var advisories: [String: String]?
    var minimumEvaluationNumber: UInt32?
    var minimumComponents: [UInt8]?
    var minimumPCEVersion: UInt16?
    var minimumQEVersion: UInt16?
    var minimumModuleVersions: [UInt8]?
    var serviceDomains: [String]?
    var signers: [Signer]?
    var minimumConfigurationVersion: UInt16?
    var minimumTCB: [String: [String: UInt8]]?
    var minimumLevels: [String: [String: [String: UInt8]]]?
    var minimumABI: String?
    var minimumFirmware: String?
    var minimumGuestVersion: UInt32?
    var mitigations: [UInt8]?
    var privilegeLevels: [UInt32]?
    var signingKeys: [String]?
    var providers: [String]?
    var require: [String]?
    var refuse: [String]?
    var registers: [String: [String]]?
    var bits: [String: Bits]?
    var events: [String: Events]?
    var dangers: [String]?
    var attestationKeys: [String]?

    /// The members that are there.
    private(set) var present: Set<CodingKeys> = []

    private static let all: Set<CodingKeys> = [.registers, .bits, .dangers]
    private static let told: Set<CodingKeys> = all.union([.require, .refuse])
    private static let intel: Set<CodingKeys> = told.union([
        .statuses, .advisories, .minimumEvaluationNumber, .minimumComponents, .minimumPCEVersion, .minimumQEVersion,
    ])
    private static let amd: Set<CodingKeys> = told.union([
        .minimumTCB, .minimumLevels, .minimumABI, .minimumFirmware, .minimumGuestVersion, .mitigations, .privilegeLevels, .signingKeys,
        .providers,
    ])

    /// What a platform's entry may have.
    static func members(of platform: Platform) -> Set<CodingKeys> {
        let keys: Set<CodingKeys> = withAttestationKeys.contains(platform) ? [.attestationKeys] : []
        return switch platform {
        case .sgx: intel.union([.signers, .minimumConfigurationVersion])
        case .tdx, .azureTDX: intel.union([.serviceDomains, .minimumModuleVersions, .events]).union(keys)
        case .sevSNP: amd
        case .azureSNP: amd.union(keys).union([.events])
        case .tpm: told.union(keys).union([.events])
        default: all
        }
    }

    /// A document that leaves all to the defaults.
    init() {}

    init(from decoder: any Decoder) throws {
        let members = try StrictMembers(decoder, named: Set(CodingKeys.allCases.map(\.rawValue)))
        func value<Value: Decodable>(_ key: CodingKeys) throws -> Value? { try members.optional(key.rawValue) }
        func list(_ key: CodingKeys) throws -> [String]? { members.has(key.rawValue) ? try members.list(key.rawValue) : nil }
        present = Set(CodingKeys.allCases.filter { members.has($0.rawValue) })
        statuses = try value(.statuses)
        advisories = try value(.advisories)
        minimumEvaluationNumber = try value(.minimumEvaluationNumber)
        minimumComponents = try value(.minimumComponents)
        minimumPCEVersion = try value(.minimumPCEVersion)
        minimumQEVersion = try value(.minimumQEVersion)
        minimumModuleVersions = try value(.minimumModuleVersions)
        serviceDomains = try list(.serviceDomains)
        signers = try value(.signers)
        minimumConfigurationVersion = try value(.minimumConfigurationVersion)
        minimumTCB = try value(.minimumTCB)
        minimumLevels = try value(.minimumLevels)
        minimumABI = try value(.minimumABI)
        minimumFirmware = try value(.minimumFirmware)
        minimumGuestVersion = try value(.minimumGuestVersion)
        mitigations = try value(.mitigations)
        privilegeLevels = try value(.privilegeLevels)
        signingKeys = try list(.signingKeys)
        providers = try list(.providers)
        require = try list(.require)
        refuse = try list(.refuse)
        registers = try value(.registers)
        bits = try value(.bits)
        events = try value(.events)
        dangers = try list(.dangers)
        attestationKeys = try list(.attestationKeys)
    }
}
