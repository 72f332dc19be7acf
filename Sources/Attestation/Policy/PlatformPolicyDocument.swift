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

    struct Events: Codable, Equatable {
        var accept: [String]?
        var require: [String]?

        init(from decoder: any Decoder) throws {
            let members = try StrictMembers(decoder, named: ["accept", "require"])
            accept = members.has("accept") ? try members.list("accept") : nil
            require = members.has("require") ? try members.list("require") : nil
        }
    }

    var statuses: [String: String]?
    var advisories: [String: String]?
    var minimumEvaluationNumber: UInt32?
    var registers: [String: [String]]?
    var events: [String: Events]?
    var signers: [Signer]?
    var serviceDomains: [String]?
    var require: [String]?
    var refuse: [String]?
    var minimumTCB: [String: [String: UInt8]]?
    var privilegeLevels: [UInt32]?
    var minimumGuestVersion: UInt32?
    var dangers: [String]?

    static let intel: Set<String> = ["statuses", "advisories", "minimumEvaluationNumber", "registers", "require", "refuse", "dangers"]
    static let amd: Set<String> = [
        "registers", "require", "refuse", "minimumTCB", "privilegeLevels", "minimumGuestVersion", "dangers",
    ]
    static let names = intel.union(amd).union(["signers", "serviceDomains", "events"])

    /// What a platform's entry may have.
    static func names(of platform: Platform) -> Set<String> {
        switch platform {
        case .sgx: intel.union(["signers"])
        case .tdx, .azureTDX: intel.union(["serviceDomains", "events"])
        case .sevSNP: amd
        case .azureSNP: amd.union(["events"])
        case .tpm: ["registers", "events", "dangers"]
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
        note("events", events != nil)
        note("signers", signers != nil)
        note("serviceDomains", serviceDomains != nil)
        note("require", require != nil)
        note("refuse", refuse != nil)
        note("minimumTCB", minimumTCB != nil)
        note("privilegeLevels", privilegeLevels != nil)
        note("minimumGuestVersion", minimumGuestVersion != nil)
        note("dangers", dangers != nil)
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
        events = try members.optional("events")
        signers = try members.optional("signers")
        serviceDomains = members.has("serviceDomains") ? try members.list("serviceDomains") : nil
        require = members.has("require") ? try members.list("require") : nil
        refuse = members.has("refuse") ? try members.list("refuse") : nil
        minimumTCB = try members.optional("minimumTCB")
        privilegeLevels = try members.optional("privilegeLevels")
        minimumGuestVersion = try members.optional("minimumGuestVersion")
        dangers = members.has("dangers") ? try members.list("dangers") : nil
    }
}
