public import Wire

/// What a function is: immutable, signed by its owner, named by its digest.
public struct FunctionManifest: DocumentBody {
    /// Separates its hashes from other documents'.
    public static let label = "cloister/function/v1"
    /// The most slots on either side.
    public static let maximumSlots = 32
    /// The most parameters.
    public static let maximumParameters = 64
    /// The longest payload that any ledger takes.
    public static let maximumPayloadBytes = 64 << 20
    /// The length of the salt that hides the payload in its commitment.
    public static let saltBytes = 32

    /// 1 to 64 of `a-z 0-9 . _ -`; unique with the version among its owner's functions.
    public var name: String
    /// A semantic version.
    public var version: String
    /// Who signs the manifest, and every agreement about the function.
    public var owner: PartyID
    /// What executes the payload.
    public var runtime: Runtime
    /// ``commitment(salt:payload:)`` of the payload; 32 bytes.
    public var payloadCommitment: [UInt8]
    /// Declared parameters, names unique.
    public var parameters: [ParameterSpec]
    /// Input slots, names unique.
    public var inputs: [InputSlot]
    /// Output slots, names unique, at least one.
    public var outputs: [OutputSlot]
    /// Who may see the function.
    public var audience: Audience

    /// A manifest of these parts; checked when it is signed or read.
    public init(
        name: String, version: String, owner: PartyID, runtime: Runtime, payloadCommitment: [UInt8], parameters: [ParameterSpec],
        inputs: [InputSlot], outputs: [OutputSlot], audience: Audience
    ) {
        (self.name, self.version, self.owner, self.runtime) = (name, version, owner, runtime)
        (self.payloadCommitment, self.parameters) = (payloadCommitment, parameters)
        (self.inputs, self.outputs, self.audience) = (inputs, outputs, audience)
    }

    /// Binds a payload without disclosing it: labelled SHA-256 over a secret salt of 32 bytes and the payload.
    public static func commitment(salt: [UInt8], payload: [UInt8]) -> [UInt8] {
        Digests.labelled("cloister/function-payload/v1") {
            $0.variable(salt)
            $0.fixed(payload)
        }
    }

    /// The digest that names the function.
    public var functionDigest: FunctionDigest {
        get throws(WireError) { try FunctionDigest(bytes: digest) }
    }

    /// Reads and checks every field.
    public init(from reader: inout ByteReader) throws(WireError) {
        name = try reader.identifier()
        version = try reader.version()
        owner = try reader.value()
        runtime = try reader.choice(Runtime.self, "an unknown runtime")
        payloadCommitment = try reader.fixed(Digests.length)
        parameters = try reader.array(atMost: Self.maximumParameters) { reader throws(WireError) in try reader.value() }
        inputs = try reader.array(atMost: Self.maximumSlots) { reader throws(WireError) in try reader.value() }
        outputs = try reader.array(atMost: Self.maximumSlots) { reader throws(WireError) in try reader.value() }
        audience = try reader.value()
        guard !outputs.isEmpty else { throw .invalid("a function without outputs") }
        for names in [parameters.map(\.name), inputs.map(\.name), outputs.map(\.name)] where Set(names).count != names.count {
            throw .invalid("a name that is used twice")
        }
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.string(name)
        writer.string(version)
        writer.value(owner)
        writer.u8(runtime.rawValue)
        writer.fixed(payloadCommitment)
        writer.array(parameters) { $0.value($1) }
        writer.array(inputs) { $0.value($1) }
        writer.array(outputs) { $0.value($1) }
        writer.value(audience)
    }
}
