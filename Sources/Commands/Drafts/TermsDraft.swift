import ControlPlane

/// An agreement's terms as a person writes them (docs/cli.md): the CLI adds nonce, ledger, expiry and recipient keys.
struct TermsDraft: Decodable, Sendable {
    struct Limits: Sendable {
        var runs: UInt32
        var days: UInt32
        /// Nil: as much as the function's slots hold.
        var inputBytes: UInt64?
        /// Nil: as much as the function's slots hold.
        var outputBytes: UInt64?
    }

    /// The longest term in days.
    static let maximumDays: UInt32 = 732

    let function: FunctionDigest
    let inputs: [BoundInput]
    /// The recipients of each output, without their keys.
    let outputs: [(slot: String, recipients: [PartyID])]
    let parameters: [ParameterValue]
    let limits: Limits
    let jailProfile: String
    let witnessPolicy: String

    init(json: [UInt8]) throws(DraftError) { self = try StrictObject.read(Self.self, json, what: "the terms") }

    init(from decoder: any Decoder) throws {
        let object = try StrictObject(
            decoder, named: ["function", "inputs", "outputs", "parameters", "limits", "jailProfile", "witnessPolicy"])
        function = try object.parsed("function", "a function digest of 64 hexadecimal digits") { FunctionDigest($0) }
        inputs = try (object.required("inputs") as Inputs).bound
        outputs = try (object.required("outputs") as Outputs).lists
        parameters = try (object.optional("parameters") as Parameters?)?.values ?? []
        limits = try (object.required("limits") as LimitsDraft).limits
        jailProfile = try object.optional("jailProfile") ?? "standard"
        witnessPolicy = try object.optional("witnessPolicy") ?? "off"
    }

    private struct Inputs: Decodable {
        let bound: [BoundInput]

        init(from decoder: any Decoder) throws {
            let object = try StrictObject(decoder, named: nil)
            bound = try object.names.map { BoundInput(slot: $0, binding: try (object.required($0) as Binding).binding) }
        }
    }

    private struct Binding: Decodable {
        let binding: InputBinding

        init(from decoder: any Decoder) throws {
            let object = try StrictObject(decoder, named: ["party", "asset"])
            guard object.names.count == 1 else {
                throw DraftError("\(StrictObject.place(decoder.codingPath)) must have one of party, asset")
            }
            if object.has("party") {
                binding = .provided(by: try object.parsed("party", "a party id of 32 hexadecimal digits") { PartyID($0) })
            } else {
                binding = .asset(try object.parsed("asset", "an asset id of 32 hexadecimal digits") { AssetID($0) })
            }
        }
    }

    private struct Outputs: Decodable {
        let lists: [(slot: String, recipients: [PartyID])]

        init(from decoder: any Decoder) throws {
            let object = try StrictObject(decoder, named: nil)
            lists = try object.names.map { name in
                let list: [String] = try object.required(name)
                let parties = list.compactMap { PartyID($0) }
                guard !list.isEmpty, parties.count == list.count, Set(parties).count == list.count,
                    list.count <= BoundOutput.maximumRecipients
                else {
                    throw object.invalid(name, "a list of 1 to \(BoundOutput.maximumRecipients) different party ids")
                }
                return (name, parties)
            }
            guard !lists.isEmpty else { throw DraftError("\(StrictObject.place(decoder.codingPath)) must name at least one output") }
        }
    }

    private struct Parameters: Decodable {
        let values: [ParameterValue]

        init(from decoder: any Decoder) throws {
            let object = try StrictObject(decoder, named: nil)
            values = try object.names.map { ParameterValue(name: $0, value: try object.required($0)) }
        }
    }

    private struct LimitsDraft: Decodable {
        let limits: Limits

        init(from decoder: any Decoder) throws {
            let object = try StrictObject(decoder, named: ["runs", "days", "inputBytes", "outputBytes"])
            limits = Limits(
                runs: try object.required("runs"), days: try object.required("days"), inputBytes: try object.optional("inputBytes"),
                outputBytes: try object.optional("outputBytes"))
            guard limits.runs > 0 else { throw object.invalid("runs", "at least 1") }
            guard (1...TermsDraft.maximumDays).contains(limits.days) else {
                throw object.invalid("days", "1 to \(TermsDraft.maximumDays)")
            }
        }
    }
}
