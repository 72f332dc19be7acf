import Wire

extension EndorsementBundle {
    /// Reads a bundle; throws `malformed` for anything but the one encoding of one, trailing bytes and repeated endorsements included.
    public init(decoding bytes: [UInt8]) throws(AttestationError) {
        guard bytes.count <= Self.maximumLength, bytes.starts(with: Self.magic) else { throw Self.malformed("it has no magic, or is too long") }
        let limits = CBORLimits(length: Self.maximumLength, items: 8 * Self.maximumEntries, depth: 4)
        let item: CBOR
        do throws(CBORError) {
            item = try CBOR(decoding: Array(bytes.dropFirst(Self.magic.count)), within: limits)
        } catch {
            throw Self.malformed(error.description)
        }
        guard let map = item.pairs, map.pairs.map(\.key) == (0..<7).map({ CBOR.unsigned($0) }) else {
            throw Self.malformed("its members are not 0 to 6 in order")
        }
        let values = map.pairs.map(\.value)
        guard values[0] == .unsigned(Self.version) else { throw Self.malformed("it is of another version") }
        guard let name = values[1].textString, let platform = Platform(name: name), let evidence = values[2].byteString else {
            throw Self.malformed("it names no platform, or has no evidence")
        }
        let endorsements = Endorsements(
            certificates: try Self.strings(values[3]), revocationLists: try Self.strings(values[4]),
            documents: try Self.documents(values[5]), eventLogs: try Self.strings(values[6]))
        guard endorsements.union(Endorsements()) == endorsements else { throw Self.malformed("an endorsement is there twice") }
        try self.init(evidence: try Evidence(platform: platform, bytes: evidence), endorsements: endorsements)
        guard encoded == bytes else { throw Self.malformed("it is not in its one encoding") }
    }

    private static func strings(_ item: CBOR) throws(AttestationError) -> [[UInt8]] {
        guard let items = item.items else { throw malformed("a list is missing") }
        var strings: [[UInt8]] = []
        for item in items {
            guard let bytes = item.byteString, !bytes.isEmpty else { throw malformed("an endorsement is no byte string, or empty") }
            strings.append(bytes)
        }
        return strings
    }

    private static func documents(_ item: CBOR) throws(AttestationError) -> [Endorsements.SignedDocument] {
        guard let items = item.items else { throw malformed("a list is missing") }
        var documents: [Endorsements.SignedDocument] = []
        for item in items {
            guard let parts = item.items, parts.count == 3, let name = parts[0].textString,
                let kind = Endorsements.SignedDocument.Kind(rawValue: name), let bytes = parts[1].byteString,
                let signature = parts[2].byteString, signature.count == 64
            else { throw malformed("a signed document is not kind, bytes and a signature of 64 bytes") }
            documents.append(Endorsements.SignedDocument(kind: kind, bytes: bytes, signature: signature))
        }
        return documents
    }
}
