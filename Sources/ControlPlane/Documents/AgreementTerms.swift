public import Wire

/// Everything that the parties of an agreement consent to; each of them signs exactly these bytes.
public struct AgreementTerms: DocumentBody {
    /// Separates its hashes from other documents'.
    public static let label = "cloister/agreement/v1"
    /// The length of the nonce.
    public static let nonceBytes = 16

    /// 16 random bytes, so that equal terms can be agreed twice.
    public var nonce: [UInt8]
    /// The ledger on which the agreement holds.
    public var ledgerOrigin: String
    /// The exact function.
    public var function: FunctionDigest
    /// Every input slot of the function once, ascending.
    public var inputs: [BoundInput]
    /// Every output slot of the function once, ascending.
    public var outputs: [BoundOutput]
    /// Values of parameters, ascending by name.
    public var parameters: [ParameterValue]
    /// How much is allowed.
    public var limits: AgreementLimits
    /// Names the jail's restrictions; must be known to the ledger.
    public var jailProfile: String
    /// Names how the ledger is witnessed; must be what the ledger does.
    public var witnessPolicy: String

    /// Terms of these parts, their lists sorted; checked when they are signed or read.
    public init(
        nonce: [UInt8], ledgerOrigin: String, function: FunctionDigest, inputs: [BoundInput], outputs: [BoundOutput],
        parameters: [ParameterValue], limits: AgreementLimits, jailProfile: String, witnessPolicy: String
    ) {
        (self.nonce, self.ledgerOrigin, self.function) = (nonce, ledgerOrigin, function)
        self.inputs = inputs.sorted { $0.slot < $1.slot }
        self.outputs = outputs.sorted { $0.slot < $1.slot }
        self.parameters = parameters.sorted { $0.name < $1.name }
        (self.limits, self.jailProfile, self.witnessPolicy) = (limits, jailProfile, witnessPolicy)
    }

    /// The agreement's identifier.
    public var id: AgreementID { AgreementID(storage: Digests.prefix(digest)) }

    /// Who gives inputs with each run.
    public var providers: Set<PartyID> {
        Set(inputs.compactMap { if case .provided(let party) = $0.binding { party } else { nil } })
    }

    /// Who receives any output.
    public var recipients: Set<PartyID> { Set(outputs.flatMap { $0.recipients.map(\.party) }) }

    /// The assets that every run reads.
    public var assets: [AssetID] { inputs.compactMap { if case .asset(let asset) = $0.binding { asset } else { nil } } }

    /// Who must sign: the function's owner, the assets' owners, the providers and the recipients.
    public func requiredSigners(functionOwner: PartyID, assetOwners: some Sequence<PartyID>) -> Set<PartyID> {
        providers.union(recipients).union(assetOwners).union([functionOwner])
    }

    /// Reads and checks every field.
    public init(from reader: inout ByteReader) throws(WireError) {
        nonce = try reader.fixed(Self.nonceBytes)
        ledgerOrigin = try reader.origin()
        function = try reader.value()
        inputs = try reader.ascending(atMost: FunctionManifest.maximumSlots, by: \.slot) { reader throws(WireError) in
            try reader.value()
        }
        outputs = try reader.ascending(atMost: FunctionManifest.maximumSlots, by: \.slot) { reader throws(WireError) in
            try reader.value()
        }
        parameters = try reader.ascending(atMost: FunctionManifest.maximumParameters, by: \.name) { reader throws(WireError) in
            try reader.value()
        }
        limits = try reader.value()
        jailProfile = try reader.identifier()
        witnessPolicy = try reader.identifier()
        guard !outputs.isEmpty else { throw .invalid("an agreement without outputs") }
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.fixed(nonce)
        writer.string(ledgerOrigin)
        writer.value(function)
        writer.array(inputs) { $0.value($1) }
        writer.array(outputs) { $0.value($1) }
        writer.array(parameters) { $0.value($1) }
        writer.value(limits)
        writer.string(jailProfile)
        writer.string(witnessPolicy)
    }
}
