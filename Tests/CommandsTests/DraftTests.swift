import Client
import ControlPlane
import Foundation
import Testing

@testable import Commands

@Suite struct DraftTests {
    static let party = String(repeating: "ab", count: 16)
    static let digest = String(repeating: "cd", count: 32)

    static var manifest: [String: Any] {
        [

            "name": "image-classifier", "version": "1.0.0", "runtime": "onnx",
            "parameters": [["name": "top", "kind": "integer", "default": "5"]],
            "inputs": [["name": "photo", "maximumBytes": 16_777_216], ["name": "model", "maximumBytes": 67_108_864, "isModel": true]],
            "outputs": [["name": "labels", "maximumBytes": 4096]], "audience": "everyone",
        ]
    }

    static var terms: [String: Any] {
        [
            "function": digest, "inputs": ["photo": ["party": party], "model": ["asset": party]], "outputs": ["labels": [party]],
            "parameters": ["top": "5"], "limits": ["runs": 1000, "days": 30, "inputBytes": 1, "outputBytes": 2], "jailProfile": "standard",
            "witnessPolicy": "off",
        ]
    }

    static func bytes(_ object: [String: Any]) throws -> [UInt8] { Array(try JSONSerialization.data(withJSONObject: object)) }

    static func with(_ object: [String: Any], _ name: String, _ value: Any?) throws -> [UInt8] {
        var object = object
        object[name] = value
        return try bytes(object)
    }

    @Test func `A manifest is read`() throws {
        let draft = try ManifestDraft(json: try Self.bytes(Self.manifest)).function
        #expect(draft.name == "image-classifier")
        #expect(draft.runtime == .onnx)
        #expect(draft.parameters == [ParameterSpec(name: "top", kind: .integer, defaultValue: "5")])
        #expect(draft.inputs.map(\.isModel) == [false, true])
        #expect(draft.outputs == [OutputSlot(name: "labels", maximumBytes: 4096)])
        #expect(draft.audience == .everyone)
    }

    @Test func `A manifest with a wrong value is refused`() throws {
        let wrong: [(String, Any)] = [
            ("runtime", "cobol"), ("version", NSNull()), ("inputs", [["name": "a"]]), ("outputs", [] as [Any]),
            ("parameters", [["name": "a", "kind": "integer", "default": "five"]]), ("parameters", [["name": "a", "kind": "date"]]),
        ]
        for (member, value) in wrong {
            #expect(throws: DraftError.self, "\(member)") { try ManifestDraft(json: try Self.with(Self.manifest, member, value)) }
        }
    }

    @Test func `A member that a draft does not have is refused at every depth`() throws {
        let manifests: [[String: Any]] = [
            Self.manifest.merging(["audeince": "everyone"]) { $1 },
            Self.manifest.merging(["inputs": [["name": "a", "maximumBytes": 1, "isModle": true]]]) { $1 },
            Self.manifest.merging(["outputs": [["name": "a", "maximumBytes": 1, "isModel": true]]]) { $1 },
            Self.manifest.merging(["parameters": [["name": "a", "kind": "text", "value": ""]]]) { $1 },
        ]
        for manifest in manifests { #expect(throws: DraftError.self) { try ManifestDraft(json: try Self.bytes(manifest)) } }
        let terms: [[String: Any]] = [
            Self.terms.merging(["limit": 1]) { $1 },
            Self.terms.merging(["limits": ["runs": 1, "days": 1, "bytes": 1]]) { $1 },
            Self.terms.merging(["inputs": ["photo": ["party": Self.party, "provider": Self.party]]]) { $1 },
        ]
        for draft in terms { #expect(throws: DraftError.self) { try TermsDraft(json: try Self.bytes(draft)) } }
    }

    @Test func `Terms are read`() throws {
        let draft = try TermsDraft(json: try Self.bytes(Self.terms))
        let party = try #require(PartyID(Self.party))
        #expect(draft.function.description == Self.digest)
        #expect(draft.inputs.map(\.slot) == ["model", "photo"])
        #expect(draft.inputs.last?.binding == .provided(by: party))
        #expect(draft.outputs.map(\.slot) == ["labels"])
        #expect(draft.outputs.first?.recipients == [party])
        #expect(draft.parameters == [ParameterValue(name: "top", value: "5")])
        #expect((draft.limits.runs, draft.limits.days) == (1000, 30))
        #expect(draft.limits.inputBytes == 1)
    }

    @Test(arguments: ["function", "inputs", "outputs", "limits"])
    func `Terms without a member that they need are refused, and the place is named`(member: String) throws {
        let error = #expect(throws: DraftError.self) { try TermsDraft(json: try Self.with(Self.terms, member, nil)) }
        #expect(error?.description == "in the terms, \(member) is missing")
    }

    @Test func `What terms do not say is as documented`() throws {
        var object = Self.terms
        for name in ["parameters", "jailProfile", "witnessPolicy"] { object[name] = nil }
        object["limits"] = ["runs": 1, "days": 1]
        let draft = try TermsDraft(json: try Self.bytes(object))
        #expect(draft.jailProfile == "standard")
        #expect(draft.witnessPolicy == "off")
        #expect(draft.limits.inputBytes == nil)
    }

    @Test func `Terms with a wrong value are refused`() throws {
        let wrong: [(String, Any)] = [
            ("function", "ab"), ("inputs", ["photo": [:] as [String: Any]]),
            ("inputs", ["photo": ["party": Self.party, "asset": Self.party]]),
            ("inputs", ["photo": ["party": "me"]]), ("outputs", [:] as [String: Any]), ("outputs", ["labels": [] as [Any]]),
            ("outputs", ["labels": [Self.party, Self.party]]), ("outputs", ["labels": Self.party]), ("parameters", ["top": 5]),
            ("limits", ["runs": 0, "days": 30]), ("limits", ["runs": 1, "days": 0]), ("limits", ["runs": 1, "days": 733]),
            ("limits", ["runs": -1, "days": 1]), ("limits", ["runs": 1]), ("jailProfile", NSNull()),
        ]
        for (member, value) in wrong {
            #expect(throws: DraftError.self, "\(member)") { try TermsDraft(json: try Self.with(Self.terms, member, value)) }
        }
    }

    @Test func `A draft that is cut anywhere, repeats a name or is no JSON is refused`() throws {
        let whole = try Self.bytes(Self.terms)
        for length in 0..<whole.count { #expect(throws: DraftError.self) { try TermsDraft(json: Array(whole[..<length])) } }
        let repeated =
            #"{"name": "a", "name": "b", "version": "1.0.0", "runtime": "onnx", "inputs": [], "outputs": [{"name": "a", "maximumBytes": 1}]}"#
        #expect(throws: DraftError.self) { try ManifestDraft(json: Array(repeated.utf8)) }
        #expect(throws: DraftError.self) { try ManifestDraft(json: [0xFF, 0xFE]) }
        #expect(throws: DraftError.self) { try ManifestDraft(json: [UInt8](repeating: UInt8(ascii: " "), count: 1 << 17)) }
    }
}
