import Wire

/// The JSON form of one platform's policy: in a policy file, and in a trust file.
struct PlatformPolicyDocument: Codable, Equatable {
    struct Signer: Codable, Equatable {
        var mrsigner: String
        var product: UInt16
        var minimumVersion: UInt16

        init(_ signer: EnclaveSigner) {
            (mrsigner, product, minimumVersion) = (signer.signer.hex, signer.product, signer.minimumVersion)
        }

        init(from decoder: any Decoder) throws {
            let members = try StrictMembers(decoder, named: ["mrsigner", "product", "minimumVersion"])
            mrsigner = try members.required("mrsigner")
            product = try members.required("product")
            minimumVersion = try members.required("minimumVersion")
        }
    }

    var statuses: [String: String]?
    var advisories: [String: String]?
    var minimumEvaluationNumber: UInt32?
    var registers: [String: [String]]?
    var signers: [Signer]?
    var serviceDomains: [String]?
    var require: [String]?
    var refuse: [String]?
    var minimumTCB: [String: [String: UInt8]]?
    var privilegeLevels: [UInt32]?
    var minimumGuestVersion: UInt32?
    var dangers: [String]?
    var attestationKeys: [String]?

    static let intel: Set<String> = ["statuses", "advisories", "minimumEvaluationNumber", "registers", "require", "refuse", "dangers"]
    static let amd: Set<String> = [
        "registers", "require", "refuse", "minimumTCB", "privilegeLevels", "minimumGuestVersion", "dangers",
    ]
    static let names = intel.union(amd).union(["signers", "serviceDomains", "attestationKeys"])

    /// What a platform's entry may have.
    static func names(of platform: Platform) -> Set<String> {
        let keys: Set<String> = withAttestationKeys.contains(platform) ? ["attestationKeys"] : []
        return switch platform {
        case .sgx: intel.union(["signers"])
        case .tdx, .azureTDX: intel.union(["serviceDomains"]).union(keys)
        case .sevSNP, .azureSNP: amd.union(keys)
        case .tpm: keys.union(["registers", "require", "refuse", "dangers"])
        default: ["registers", "dangers"]
        }
    }

    /// The members that are there.
    var present: Set<String> {
        var names: Set<String> = []
        func note(_ name: String, _ isPresent: Bool) { if isPresent { names.insert(name) } }
        note("statuses", statuses != nil)
        note("advisories", advisories != nil)
        note("minimumEvaluationNumber", minimumEvaluationNumber != nil)
        note("registers", registers != nil)
        note("signers", signers != nil)
        note("serviceDomains", serviceDomains != nil)
        note("require", require != nil)
        note("refuse", refuse != nil)
        note("minimumTCB", minimumTCB != nil)
        note("privilegeLevels", privilegeLevels != nil)
        note("minimumGuestVersion", minimumGuestVersion != nil)
        note("dangers", dangers != nil)
        note("attestationKeys", attestationKeys != nil)
        return names
    }

    /// A document that leaves all to the defaults.
    init() {}

    init(from decoder: any Decoder) throws {
        let members = try StrictMembers(decoder, named: Self.names)
        statuses = try members.optional("statuses")
        advisories = try members.optional("advisories")
        minimumEvaluationNumber = try members.optional("minimumEvaluationNumber")
        registers = try members.optional("registers")
        signers = try members.optional("signers")
        serviceDomains = members.has("serviceDomains") ? try members.list("serviceDomains") : nil
        require = members.has("require") ? try members.list("require") : nil
        refuse = members.has("refuse") ? try members.list("refuse") : nil
        minimumTCB = try members.optional("minimumTCB")
        privilegeLevels = try members.optional("privilegeLevels")
        minimumGuestVersion = try members.optional("minimumGuestVersion")
        dangers = members.has("dangers") ? try members.list("dangers") : nil
        attestationKeys = members.has("attestationKeys") ? try members.list("attestationKeys") : nil
    }
}
