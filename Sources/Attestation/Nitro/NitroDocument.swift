import Wire

/// The content of an AWS Nitro attestation document (AWS Nitro Enclaves NSM API, "Attestation document specification").
///
/// Exactly the fields of the specification, in its order; the optional ones may be null or absent.
package struct NitroDocument: Hashable, Sendable {
    static let maximumCertificateLength = 1024
    static let maximumPublicKeyLength = 1024
    static let maximumUserDataLength = 512
    static let maximumBundleCount = 8
    private static let limits = CBORLimits(length: COSESign1.maximumPayloadLength, items: 128, depth: 3)
    private static let names = [
        "module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle", "public_key", "user_data", "nonce",
    ]
    private static let optionalNames: Set<String> = ["public_key", "user_data", "nonce"]

    /// The enclave's name: its instance's, `-enc`, and its own.
    package let moduleID: String
    /// When the document was made, in milliseconds since 1970, by the hypervisor's clock.
    package let timestamp: UInt64
    /// The registers by index, 0 to 31; 32, 48 or 64 bytes each.
    package let registers: [UInt8: [UInt8]]
    /// The certificate of the key that signed the document, DER.
    package let certificate: [UInt8]
    /// Its issuers, the root first, DER.
    package let bundle: [[UInt8]]
    /// A key that the enclave named, at most 1024 bytes.
    package let publicKey: [UInt8]?
    /// What the enclave added, at most 512 bytes.
    package let userData: [UInt8]?
    /// What the enclave was given to show freshness, at most 512 bytes.
    package let nonce: [UInt8]?

    /// Reads a whole document, envelope and content, and verifies nothing; throws `malformed`, and `unsupported` for another algorithm.
    package init(reading bytes: [UInt8]) throws(AttestationError) { try self.init(COSESign1(bytes).payload) }

    /// Reads the payload of a document's COSE_Sign1; throws `malformed`.
    init(_ payload: [UInt8]) throws(AttestationError) {
        let fields = try Self.fields(payload)
        guard let moduleID = fields["module_id"]?.textString, !moduleID.isEmpty else { throw Self.malformed("module_id") }
        guard fields["digest"]?.textString == "SHA384" else { throw Self.malformed("digest") }
        guard case .unsigned(let timestamp)? = fields["timestamp"], timestamp > 0 else { throw Self.malformed("timestamp") }
        self.moduleID = moduleID
        self.timestamp = timestamp
        registers = try Self.registers(fields["pcrs"])
        guard let certificate = Self.bytes(fields["certificate"], in: 1...Self.maximumCertificateLength) else {
            throw Self.malformed("certificate")
        }
        self.certificate = certificate
        bundle = try Self.bundle(fields["cabundle"])
        publicKey = try Self.optional(fields["public_key"], "public_key", in: 0...Self.maximumPublicKeyLength)
        userData = try Self.optional(fields["user_data"], "user_data", in: 0...Self.maximumUserDataLength)
        nonce = try Self.optional(fields["nonce"], "nonce", in: 0...Self.maximumUserDataLength)
    }

    /// The fields by name, known ones only, in the specification's order.
    private static func fields(_ payload: [UInt8]) throws(AttestationError) -> [String: CBOR] {
        let map = try map(payload)
        var fields: [String: CBOR] = [:]
        var expected = ArraySlice(names)
        for pair in map.pairs {
            guard let name = pair.key.textString, let place = expected.firstIndex(of: name) else {
                throw AttestationError(refusing: .malformed, "the document has an unknown field, or one out of its order")
            }
            guard expected[..<place].allSatisfy(optionalNames.contains) else { throw malformed(expected[expected.startIndex]) }
            expected = expected[(place + 1)...]
            fields[name] = pair.value
        }
        guard expected.allSatisfy(optionalNames.contains) else { throw malformed(expected[expected.startIndex]) }
        return fields
    }

    /// The payload's map. Newer hypervisors write this one map, and nothing else, with an indefinite length: it is read as the map of that many fields.
    private static func map(_ payload: [UInt8]) throws(AttestationError) -> CBORMap {
        if payload.first == 0xbf, payload.last == 0xff {
            // All of them, as a rule.
            for count in (1...names.count).reversed() {
                let definite = [0xa0 | UInt8(count)] + payload.dropFirst().dropLast()
                if let map = try? CBOR(decoding: definite, within: limits).pairs { return map }
            }
        }
        let item: CBOR
        do throws(CBORError) { item = try CBOR(decoding: payload, within: limits) } catch {
            throw AttestationError(refusing: .malformed, "the document's payload is not of its format: \(error)")
        }
        guard let map = item.pairs else { throw AttestationError(refusing: .malformed, "the document's payload is no map") }
        return map
    }

    private static func registers(_ value: CBOR?) throws(AttestationError) -> [UInt8: [UInt8]] {
        guard let pairs = value?.pairs?.pairs, 1...32 ~= pairs.count else { throw malformed("pcrs") }
        var registers: [UInt8: [UInt8]] = [:]
        for pair in pairs {
            guard case .unsigned(let index) = pair.key, index < 32, let digest = pair.value.byteString,
                [32, 48, 64].contains(digest.count)
            else { throw malformed("pcrs") }
            registers[UInt8(index)] = digest
        }
        return registers
    }

    private static func bundle(_ value: CBOR?) throws(AttestationError) -> [[UInt8]] {
        guard let items = value?.items, 1...maximumBundleCount ~= items.count else { throw malformed("cabundle") }
        var bundle: [[UInt8]] = []
        for item in items {
            guard let certificate = bytes(item, in: 1...maximumCertificateLength) else { throw malformed("cabundle") }
            bundle.append(certificate)
        }
        return bundle
    }

    private static func optional(
        _ value: CBOR?, _ name: String, in lengths: ClosedRange<Int>
    ) throws(AttestationError) -> [UInt8]? {
        switch value {
        case nil, .null?: return nil
        case let value?:
            guard let bytes = bytes(value, in: lengths) else { throw malformed(name) }
            return bytes
        }
    }

    private static func bytes(_ value: CBOR?, in lengths: ClosedRange<Int>) -> [UInt8]? {
        guard let bytes = value?.byteString, lengths.contains(bytes.count) else { return nil }
        return bytes
    }

    private static func malformed(_ name: String) -> AttestationError {
        AttestationError(refusing: .malformed, "the document's field \(name) is missing, or not what the specification allows")
    }
}

extension NitroDocument {
    /// Whether the enclave can be debugged: its launch registers are zero then. One of them is enough to say so.
    package var isDebug: Bool {
        (0...2).contains { index in registers[UInt8(index)].map { $0.allSatisfy { $0 == 0 } } ?? true }
    }

    /// The instance's part of the module id, `i-…`, which is all that says on which machine the enclave is.
    package var instanceID: String {
        guard let range = moduleID.utf8.firstRange(of: Array("-enc".utf8)) else { return moduleID }
        return String(moduleID[..<range.lowerBound])
    }
}
