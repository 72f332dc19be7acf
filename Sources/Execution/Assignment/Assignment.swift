public import ControlPlane
public import Wire

/// One attempt of a run, as control gives it to the executor that holds its lease (docs/spec/execution.md).
public struct Assignment: Sendable, WireCodable {
    /// The run.
    public var run: RunID
    /// The attempt's lease.
    public var lease: Lease
    /// The agreement: the identifier of ``terms``.
    public var agreement: AgreementID
    /// What all parties signed.
    public var terms: AgreementTerms
    /// The function that the terms name, as its owner signed it.
    public var manifest: SignedDocument<FunctionManifest>
    /// The payload's salt (32 bytes), and then the payload.
    public var saltedPayload: [UInt8]
    /// One for each of the function's input slots.
    public var inputs: [AssignedInput]
    /// The key that the outputs' keys follow from; 32 bytes.
    public var runKey: [UInt8]

    private static let maximumTermsBytes = 1 << 20
    private static let runKeyBytes = 32

    /// An assignment of these parts; the executor checks that they fit together.
    public init(
        run: RunID, lease: Lease, agreement: AgreementID, terms: AgreementTerms, manifest: SignedDocument<FunctionManifest>,
        saltedPayload: [UInt8], inputs: [AssignedInput], runKey: [UInt8]
    ) {
        (self.run, self.lease, self.agreement, self.terms, self.manifest) = (run, lease, agreement, terms, manifest)
        (self.saltedPayload, self.inputs, self.runKey) = (saltedPayload, inputs, runKey)
    }

    /// Reads the form; nothing is verified yet.
    public init(from reader: inout ByteReader) throws(WireError) {
        run = try reader.value()
        lease = try reader.value()
        agreement = try reader.value()
        terms = try AgreementTerms(wireBytes: try reader.variable(atMost: Self.maximumTermsBytes))
        manifest = try reader.value()
        saltedPayload = try reader.variable(atMost: FunctionManifest.saltBytes + FunctionManifest.maximumPayloadBytes)
        inputs = try reader.array(atMost: FunctionManifest.maximumSlots) { reader throws(WireError) in try reader.value() }
        runKey = try reader.fixed(Self.runKeyBytes)
    }

    /// Appends the encoding of docs/spec/execution.md.
    public func encode(into writer: inout ByteWriter) {
        writer.value(run)
        writer.value(lease)
        writer.value(agreement)
        writer.variable(terms.wireBytes)
        writer.value(manifest)
        writer.variable(saltedPayload)
        writer.array(inputs) { $0.value($1) }
        writer.fixed(runKey)
    }
}

extension Assignment: CustomStringConvertible, CustomReflectable {
    /// Names the run alone: the rest holds keys and inputs.
    public var description: String { "assignment of run \(run)" }
    /// Has no children.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
