extension EndorsementBundle {
    /// Reads a bundle; throws `malformed` for anything but the one encoding of one, trailing bytes and repeated endorsements included.
    public init(decoding bytes: [UInt8]) throws(AttestationError) {
        guard bytes.count <= Self.maximumLength, bytes.starts(with: Self.magic) else {
            throw Self.malformed("it has no magic, or is too long")
        }
        var reader = BundleReader(bytes, from: Self.magic.count)
        guard try reader.head(.map) == 7 else { throw Self.malformed("its members are not 0 to 6 in order") }
        try reader.key(0)
        guard try reader.head(.unsigned) == Self.version else { throw Self.malformed("it is of another version") }
        try reader.key(1)
        let name = try reader.string(.text)
        guard let platform = Platform(name: String(decoding: name, as: UTF8.self)), Array(platform.description.utf8) == name else {
            throw Self.malformed("it names no platform")
        }
        try reader.key(2)
        let evidence = try Evidence(platform: platform, bytes: try reader.string(.byteString))
        guard !evidence.bytes.starts(with: Self.magic) else { throw Self.nested }
        var endorsements = Endorsements()
        try reader.key(3)
        endorsements.certificates = try Self.strings(&reader)
        try reader.key(4)
        endorsements.revocationLists = try Self.strings(&reader)
        try reader.key(5)
        endorsements.documents = try Self.documents(&reader)
        try reader.key(6)
        endorsements.eventLogs = try Self.strings(&reader)
        guard reader.isAtEnd else { throw Self.malformed("bytes follow it") }
        (self.evidence, self.endorsements) = (evidence, endorsements)
    }

    /// A list of byte strings, none empty and none twice. Lists are so short that comparing each with each costs less than hashing.
    private static func strings(_ reader: inout BundleReader) throws(AttestationError) -> [[UInt8]] {
        var strings: [[UInt8]] = []
        for _ in 0..<(try reader.count()) {
            let string = try reader.string(.byteString)
            guard !string.isEmpty else { throw malformed("an endorsement is empty") }
            guard !strings.contains(string) else { throw twice }
            strings.append(string)
        }
        return strings
    }

    private static func documents(_ reader: inout BundleReader) throws(AttestationError) -> [Endorsements.SignedDocument] {
        var documents: [Endorsements.SignedDocument] = []
        for _ in 0..<(try reader.count()) {
            guard try reader.head(.array) == 3 else { throw malformed("a signed document is not kind, bytes and signature") }
            let name = try reader.string(.text)
            guard let kind = Endorsements.SignedDocument.Kind.allCases.first(where: { Array($0.rawValue.utf8) == name }) else {
                throw malformed("a signed document is of an unknown kind")
            }
            let bytes = try reader.string(.byteString)
            let signature = try reader.string(.byteString)
            guard !bytes.isEmpty, signature.count == 64 else {
                throw malformed("a signed document is empty, or its signature is not 64 bytes long")
            }
            let document = Endorsements.SignedDocument(kind: kind, bytes: bytes, signature: signature)
            guard !documents.contains(document) else { throw twice }
            documents.append(document)
        }
        return documents
    }

    private static var twice: AttestationError { malformed("an endorsement is there twice") }
}
