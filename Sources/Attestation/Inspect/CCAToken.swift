package import Wire

/// An Arm CCA attestation token (draft-ffm-rats-cca-token; RMM specification, A7.2): inspected, never verified. No root of Arm's makers is pinned here.
package struct CCAToken: Hashable, Sendable {
    static let maximumLength = 65_536
    private static let tag: UInt64 = 399
    private static let platformKey: CBOR = .unsigned(44_234)
    private static let realmKey: CBOR = .unsigned(44_241)
    private static let coseTag: UInt64 = 18
    private static let limits = CBORLimits(length: maximumLength, items: 1024, depth: 8)

    /// The claims about the machine.
    package let platform: Claims
    /// The claims about the realm.
    package let realm: Claims

    /// One of the token's two signed parts.
    package struct Claims: Hashable, Sendable {
        /// The claims by number, in order.
        package let map: CBORMap
        /// What is claimed to sign them (COSE algorithm), unverified.
        package let algorithm: Int64?

        /// The byte string of a claim.
        package func bytes(_ claim: UInt64) -> [UInt8]? { map[.unsigned(claim)]?.byteString }
    }

    /// Reads a token and nothing after it; throws `malformed`.
    package init(_ bytes: [UInt8]) throws(AttestationError) {
        let item = try Self.decode(bytes, "the token")
        guard let parts = item.content(ofTag: Self.tag)?.pairs, parts.pairs.count == 2, let platform = parts[Self.platformKey]?.byteString,
            let realm = parts[Self.realmKey]?.byteString
        else { throw AttestationError(refusing: .malformed, "the bytes are no CCA token of a platform part and a realm part") }
        self.platform = try Self.claims(platform)
        self.realm = try Self.claims(realm)
        // Implementation id, instance id, initial measurement: without them it says of nothing what it is.
        guard self.platform.bytes(2396)?.count == 32, self.platform.bytes(256)?.count == 33, self.realm.bytes(44_238) != nil else {
            throw AttestationError(refusing: .malformed, "the CCA token names no implementation, instance or initial measurement")
        }
    }

    /// Always throws `unsupported`.
    package func verify() throws(AttestationError) -> Never {
        throw AttestationError(refusing: .unsupported, "Arm CCA tokens are inspected only: nothing here verifies them")
    }

    private static func claims(_ bytes: [UInt8]) throws(AttestationError) -> Claims {
        let item = try decode(bytes, "a part of the token")
        guard let parts = (item.content(ofTag: coseTag) ?? item).items, parts.count == 4, let header = parts[0].byteString,
            parts[1].pairs != nil, let payload = parts[2].byteString, parts[3].byteString != nil
        else { throw AttestationError(refusing: .malformed, "a part of the CCA token is no COSE_Sign1") }
        guard let map = try decode(payload, "the claims").pairs else {
            throw AttestationError(refusing: .malformed, "the claims of a part of the CCA token are no map")
        }
        return Claims(map: map, algorithm: try decode(header, "a header").pairs?[.unsigned(1)]?.integer)
    }

    private static func decode(_ bytes: [UInt8], _ what: String) throws(AttestationError) -> CBOR {
        do throws(CBORError) { return try CBOR(decoding: bytes, within: limits) } catch {
            throw AttestationError(refusing: .malformed, "\(what) is not CBOR of the strict subset: \(error)")
        }
    }
}
