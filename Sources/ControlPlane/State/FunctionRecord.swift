import Wire

/// What the state knows of a function.
struct FunctionRecord: Equatable, Sendable, WireEncodable {
    let document: SignedDocument<FunctionManifest>
    let digest: FunctionDigest
    let salt: [UInt8]
    /// Empty once the function is deleted and no agreement names it.
    var payload: [UInt8]
    let registeredAt: UInt64
    var isDisabled = false
    var isDeleted = false
    /// How many agreements name it.
    var agreementCount = 0

    var owner: PartyID { document.body.owner }

    func encode(into writer: inout ByteWriter) {
        writer.value(document)
        writer.fixed(salt)
        writer.variable(Digests.sha256(payload))
        writer.u64(registeredAt)
        writer.bool(isDisabled)
        writer.bool(isDeleted)
        writer.u64(UInt64(agreementCount))
    }
}

/// A function as its owner names it.
struct FunctionName: Hashable, Sendable {
    let owner: PartyID
    let name: String
    let version: String

    init(owner: PartyID, name: String, version: String) { (self.owner, self.name, self.version) = (owner, name, version) }

    init(_ manifest: FunctionManifest) { (owner, name, version) = (manifest.owner, manifest.name, manifest.version) }
}
