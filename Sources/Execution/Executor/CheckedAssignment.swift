import ControlPlane
import Crypto

/// An assignment whose parts fit together: only this type leads to keys and to a jail.
struct CheckedAssignment: Sendable {
    let assignment: Assignment
    let profile: JailProfile
    /// The inputs that stay loaded for the agreement, in the manifest's order.
    let models: [Slot]
    /// The inputs of this run, in the manifest's order.
    let runInputs: [Slot]

    /// An input and the slot that it fills.
    struct Slot: Sendable {
        let input: AssignedInput
        let maximumBytes: UInt64
    }

    var manifest: FunctionManifest { assignment.manifest.body }
    var payload: ArraySlice<UInt8> { assignment.saltedPayload.dropFirst(FunctionManifest.saltBytes) }

    /// The parameters with the manifest's defaults, in the manifest's order.
    let parameters: [JailRequest.Parameter]

    /// Checks everything that does not need a key (docs/spec/execution.md, "Checks").
    init(_ assignment: Assignment, profiles: [String: JailProfile]) throws(JailFailure) {
        let (terms, manifest) = (assignment.terms, assignment.manifest.body)
        guard let profile = profiles[terms.jailProfile] else { throw JailFailure(.jailUnavailable) }
        self.assignment = assignment
        self.profile = profile

        guard assignment.agreement == terms.id, terms.function.bytes == assignment.manifest.digest else {
            throw JailFailure(.functionMismatch)
        }
        let salt = assignment.saltedPayload.prefix(FunctionManifest.saltBytes)
        let payload = assignment.saltedPayload.dropFirst(FunctionManifest.saltBytes)
        guard salt.count == FunctionManifest.saltBytes,
            FunctionManifest.commitment(salt: Array(salt), payload: Array(payload)) == manifest.payloadCommitment
        else { throw JailFailure(.functionMismatch) }
        parameters = try Self.parameters(terms, manifest)

        let inputs = Dictionary(assignment.inputs.map { ($0.slot, $0) }) { first, _ in first }
        let bindings = Dictionary(terms.inputs.map { ($0.slot, $0.binding) }) { first, _ in first }
        guard inputs.count == assignment.inputs.count, inputs.count == manifest.inputs.count else { throw JailFailure(.unknownSlot) }
        var (models, runInputs): ([Slot], [Slot]) = ([], [])
        for slot in manifest.inputs {
            guard let input = inputs[slot.name], let binding = bindings[slot.name] else { throw JailFailure(.unknownSlot, slot: slot.name) }
            try Self.check(input, binding, terms)
            let checked = Slot(input: input, maximumBytes: slot.maximumBytes)
            if slot.isModel { models.append(checked) } else { runInputs.append(checked) }
        }
        (self.models, self.runInputs) = (models, runInputs)
        try Self.checkLengths(models + runInputs, terms.limits)
    }

    /// Whether an input is what the agreement says, its owner signed it, and may be used by this function.
    private static func check(_ input: AssignedInput, _ binding: InputBinding, _ terms: AgreementTerms) throws(JailFailure) {
        if case .provided(let party) = binding, party != input.owner { throw JailFailure(.unknownSlot, slot: input.slot) }
        switch input.content {
        case .inline:
            guard case .provided = binding else { throw JailFailure(.unknownSlot, slot: input.slot) }
        case .asset(let registration, let ownerSigningKey, let ledgerOrigin, _):
            let asset = registration.body
            if case .asset(let id) = binding, id != asset.id { throw JailFailure(.unknownSlot, slot: input.slot) }
            guard asset.owner == input.owner, PartyID(signingKey: ownerSigningKey) == asset.owner, asset.ledgerOrigin == ledgerOrigin,
                ledgerOrigin == terms.ledgerOrigin, registration.verify(by: ownerSigningKey)
            else { throw JailFailure(.ownerSignatureInvalid, slot: input.slot) }
            guard asset.usage.functions.contains(terms.function) else { throw JailFailure(.usageNotAllowed, slot: input.slot) }
        }
    }

    private static func checkLengths(_ slots: [Slot], _ limits: AgreementLimits) throws(JailFailure) {
        var sum: UInt64 = 0
        for slot in slots {
            let length =
                switch slot.input.content {
                case .inline(let bytes): UInt64(bytes.count)
                case .asset(let registration, _, _, _): registration.body.plaintextLength
                }
            let (total, overflow) = sum.addingReportingOverflow(length)
            guard length <= slot.maximumBytes, !overflow, total <= limits.inputBytes else {
                throw JailFailure(.inputTooLarge, slot: slot.input.slot)
            }
            sum = total
        }
    }

    private static func parameters(_ terms: AgreementTerms, _ manifest: FunctionManifest) throws(JailFailure) -> [JailRequest.Parameter] {
        let values = Dictionary(terms.parameters.map { ($0.name, $0.value) }) { first, _ in first }
        var parameters: [JailRequest.Parameter] = []
        for spec in manifest.parameters {
            guard let value = values[spec.name] ?? spec.defaultValue, spec.accepts(value) else { throw JailFailure(.invalidParameter) }
            parameters.append(JailRequest.Parameter(name: spec.name, value: value))
        }
        guard Set(values.keys).isSubset(of: manifest.parameters.map(\.name)) else { throw JailFailure(.invalidParameter) }
        return parameters
    }
}
