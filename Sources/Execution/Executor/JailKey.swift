import ControlPlane
import Crypto

/// What a jail is for. Only runs of which all of this is the same share one.
struct JailKey: Hashable, Sendable {
    private let agreement: AgreementID
    private let function: FunctionDigest
    private let profile: JailProfile
    private let models: [String: [UInt8]]

    init(_ checked: CheckedAssignment) {
        agreement = checked.assignment.agreement
        function = checked.assignment.terms.function
        profile = checked.profile
        models = Dictionary(
            checked.models.map { slot in
                switch slot.input.content {
                case .inline(let bytes): (slot.input.slot, Array(SHA256.hash(data: bytes)))
                case .asset(let registration, _, _, _): (slot.input.slot, registration.digest)
                }
            }, uniquingKeysWith: { first, _ in first })
    }
}
