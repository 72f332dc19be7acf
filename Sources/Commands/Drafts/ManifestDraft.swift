import Client
import ControlPlane

/// A function's manifest as its owner writes it (docs/cli.md): the CLI adds owner and payload commitment.
struct ManifestDraft: Decodable {
    let function: FunctionDraft

    init(json: [UInt8]) throws(DraftError) { self = try StrictObject.read(Self.self, json, what: "the manifest") }

    init(from decoder: any Decoder) throws {
        let object = try StrictObject(decoder, named: ["name", "version", "runtime", "parameters", "inputs", "outputs", "audience"])
        let parameters: [Parameter] = try object.optional("parameters") ?? []
        let inputs: [Input] = try object.required("inputs")
        let outputs: [Output] = try object.required("outputs")
        guard !outputs.isEmpty else { throw object.invalid("outputs", "a list of at least one output") }
        function = FunctionDraft(
            name: try object.required("name"), version: try object.required("version"),
            runtime: try object.parsed("runtime", "onnx, wasm, python, sql or builtin") { text in
                Runtime.allCases.first { "\($0)" == text }
            },
            parameters: parameters.map(\.spec), inputs: inputs.map(\.slot), outputs: outputs.map(\.slot),
            audience: try object.has("audience") ? Self.audience(object) : .everyone)
    }

    private static func audience(_ object: StrictObject) throws -> Audience {
        let wanted = "\"everyone\" or a list of party ids"
        if let text: String = try? object.required("audience") {
            guard text == "everyone" else { throw object.invalid("audience", wanted) }
            return .everyone
        }
        guard let list: [String] = try? object.required("audience") else { throw object.invalid("audience", wanted) }
        let parties = list.compactMap { PartyID($0) }
        guard parties.count == list.count, Set(parties).count == list.count, list.count <= Audience.maximumParties else {
            throw object.invalid("audience", wanted)
        }
        return .parties(Set(parties))
    }

    private struct Parameter: Decodable {
        let spec: ParameterSpec

        init(from decoder: any Decoder) throws {
            let object = try StrictObject(decoder, named: ["name", "kind", "default"])
            spec = ParameterSpec(
                name: try object.required("name"),
                kind: try object.parsed("kind", "text, integer, number or boolean") { text in
                    ParameterSpec.Kind.allCases.first { "\($0)" == text }
                },
                defaultValue: try object.optional("default"))
            if let value = spec.defaultValue, !spec.accepts(value) { throw object.invalid("default", "a text of the parameter's kind") }
        }
    }

    private struct Input: Decodable {
        let slot: InputSlot

        init(from decoder: any Decoder) throws {
            let object = try StrictObject(decoder, named: ["name", "maximumBytes", "isModel"])
            slot = InputSlot(
                name: try object.required("name"), maximumBytes: try object.required("maximumBytes"),
                isModel: try object.optional("isModel") ?? false)
        }
    }

    private struct Output: Decodable {
        let slot: OutputSlot

        init(from decoder: any Decoder) throws {
            let object = try StrictObject(decoder, named: ["name", "maximumBytes"])
            slot = OutputSlot(name: try object.required("name"), maximumBytes: try object.required("maximumBytes"))
        }
    }
}
