import Wire

/// Which security versions of a family of platforms are good: Intel's TCB info of version 2 (SGX) or 3 (SGX and TDX), read and not yet verified.
///
/// Intel SGX PCS API, "Get SGX TCB Info" and "Get TDX TCB Info".
package struct TCBInfo: Hashable, Sendable {
    static let title = "TCB info"
    /// The most levels.
    static let maximumLevels = 1024

    package let version: Int64
    /// Version 2 is for SGX.
    package let tee: QuoteHeader.TEE
    package let window: SignedWindow
    /// 6 bytes: the family.
    package let fmspc: [UInt8]
    /// 2 bytes.
    package let pceID: [UInt8]
    /// The TDX module of version 0.
    package let module: TDXModuleIdentity?
    /// The TDX modules of higher versions.
    package let moduleIdentities: [TDXModuleIdentity]
    /// Descending.
    package let levels: [TCBLevel]

    /// Reads the exact bytes of the document; refused as `endorsement_malformed`.
    package init(_ bytes: [UInt8]) throws(AttestationError) {
        let document: JSONDocument
        do throws(JSONError) { document = try JSONDocument(bytes) } catch {
            throw AttestationError(refusing: .endorsementMalformed, "the \(Self.title) is not JSON of the strict form: \(error)")
        }
        let info = DocumentMembers(document.root, Self.title)
        version = try info.number("version", in: 2...3)
        switch version == 2 ? "SGX" : try info.text("id") {
        case "SGX": tee = .sgx
        case "TDX": tee = .tdx
        default: throw info.malformed("id")
        }
        window = try SignedWindow(info)
        fmspc = try info.hex("fmspc", count: 6)
        pceID = try info.hex("pceId", count: 2)
        _ = try info.number("tcbType", in: 0...0)
        module = tee == .tdx ? try TDXModuleIdentity(info.member("tdxModule"), isNumbered: false) : nil
        moduleIdentities = tee == .tdx ? try Self.modules(info) : []
        levels = try Self.levels(info, tee: tee, version: version)
    }

    private static func modules(_ info: DocumentMembers) throws(AttestationError) -> [TDXModuleIdentity] {
        guard info.value["tdxModuleIdentities"] != nil else { return [] }
        var modules: [TDXModuleIdentity] = []
        for item in try info.items("tdxModuleIdentities", 0...256) {
            let module = try TDXModuleIdentity(item, isNumbered: true)
            guard !modules.contains(where: { $0.version == module.version }) else { throw info.malformed("tdxModuleIdentities") }
            modules.append(module)
        }
        return modules
    }

    private static func levels(
        _ info: DocumentMembers, tee: QuoteHeader.TEE, version: Int64
    ) throws(AttestationError) -> [TCBLevel] {
        var levels: [TCBLevel] = []
        for item in try info.items("tcbLevels", 1...maximumLevels) {
            let level = try TCBLevel(item, tee: tee, version: version)
            guard levels.last?.isAbove(level) ?? true else { throw info.malformed("tcbLevels") }
            levels.append(level)
        }
        return levels
    }
}
