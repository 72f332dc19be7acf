import Crypto
import Wire

@testable import Attestation

/// A Nitro document made up field by field, under a chain of its own.
struct MadeDocument {
    let root = MadeCertificate.authority("root")
    /// The one issue of the root: another would have another signature.
    let rootDER: [UInt8]
    var regional = MadeCertificate.authority("regional", by: "root")
    var leaf = MadeCertificate(subject: "enclave", issuer: "regional", extensions: [.usage(0b1000_0000)])
    var fields: [(String, CBOR)]
    var algorithm: CBOR = .negative(34)
    /// In place of the protected header that names the algorithm alone.
    var header: CBOR?
    var bundle: [[UInt8]]?
    var isTagged = false
    var isIndefinite = false

    init() throws {
        rootDER = try root.der()
        fields = [
            ("module_id", .text("i-0123456789abcdef0-enc0123456789abcdef")), ("digest", .text("SHA384")),
            ("timestamp", .unsigned(1_750_000_000_000)),
            ("pcrs", Self.registers(Dictionary(uniqueKeysWithValues: (0..<16).map { (UInt64($0), Samples.bytes(UInt8($0 + 1), 48)) }))),
            ("certificate", .null), ("cabundle", .null), ("public_key", .null),
            ("user_data", .bytes(Samples.bytes(5, 64) + [2] + Samples.bytes(6, 31))), ("nonce", .null),
        ]
    }

    static func registers(_ values: [UInt64: [UInt8]]) -> CBOR {
        .map(CBORMap(distinct: values.sorted { $0.key < $1.key }.map { CBORMap.Pair(key: .unsigned($0.key), value: .bytes($0.value)) }))
    }

    subscript(name: String) -> CBOR? {
        get { fields.first { $0.0 == name }?.1 }
        set {
            guard let place = fields.firstIndex(where: { $0.0 == name }) else { return }
            if let newValue { fields[place].1 = newValue } else { fields.remove(at: place) }
        }
    }

    func payload() throws -> [UInt8] {
        var document = self
        if case .null? = self["certificate"] { document["certificate"] = .bytes(try leaf.der(signedBy: regional.key)) }
        if case .null? = self["cabundle"] {
            document["cabundle"] = .array(try (bundle ?? [rootDER, regional.der(signedBy: root.key)]).map(CBOR.bytes))
        }
        let encoded = CBOR.map(CBORMap(distinct: document.fields.map { CBORMap.Pair(key: .text($0.0), value: $0.1) })).encoded
        return isIndefinite ? [0xbf] + encoded.dropFirst() + [0xff] : encoded
    }

    func bytes() throws -> [UInt8] {
        let protected = (header ?? .map(CBORMap(distinct: [CBORMap.Pair(key: .unsigned(1), value: algorithm)]))).encoded
        let payload = try payload()
        let signed = CBOR.array([.text("Signature1"), .bytes(protected), .bytes([]), .bytes(payload)]).encoded
        let signature = Array(try leaf.key.signature(for: signed).rawRepresentation)
        let item = CBOR.array([.bytes(protected), .map(CBORMap(distinct: [])), .bytes(payload), .bytes(signature)])
        return (isTagged ? .tag(18, item) : item).encoded
    }

    func report(at time: UInt64 = UInt64(MadeCertificate.time), roots: [PinnedRoot]? = nil) throws -> AuthenticReport {
        let evidence = try Evidence(platform: .nitro, bytes: bytes())
        return try NitroVerifier(roots: roots ?? [PinnedRoot(der: rootDER)]).authenticate(evidence, at: time)
    }
}
