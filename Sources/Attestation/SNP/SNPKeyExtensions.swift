/// AMD's extensions of one certificate. Each is taken once; what is left at the end is an error.
struct SNPKeyExtensions {
    /// 1.3.6.1.4.1.3704.1: everything below it is AMD's.
    private static let arc: [UInt8] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0x9c, 0x78, 0x01]

    /// The rest of an identifier.
    struct Name {
        let bytes: [UInt8]
        static let structureVersion = Name(bytes: [1])
        static let productName = Name(bytes: [2])
        /// Raw bytes without DER.
        static let hardwareID = Name(bytes: [4])
        static let providerID = Name(bytes: [5])
        static let bootLoader = part(1)
        static let tee = part(2)
        static let snp = part(3)
        static let microcode = part(8)
        static let fmc = part(9)
        /// A security version: 3 and a number.
        static func part(_ number: UInt8) -> Name { Name(bytes: [3, number]) }
    }

    private var rest: [CertificateExtension]

    init(_ certificate: X509Certificate) {
        rest = certificate.extensions.filter { $0.identifier.starts(with: Self.arc) }
    }

    private mutating func take(_ name: Name) throws(DERError) -> ArraySlice<UInt8> {
        let place = rest.firstIndex { $0.identifier.dropFirst(Self.arc.count).elementsEqual(name.bytes) }
        guard let place else { throw .value("an extension missing") }
        return rest.remove(at: place).value
    }

    /// A DER INTEGER from 0 to 255.
    mutating func number(_ name: Name) throws(DERError) -> UInt8 {
        var reader = DERReader(try take(name))
        guard let number = UInt8(exactly: try reader.smallInteger()) else { throw .value("a security version out of range") }
        try reader.finish()
        return number
    }

    /// A DER IA5String that is not empty.
    mutating func text(_ name: Name, atMost limit: Int) throws(DERError) -> String {
        var reader = DERReader(try take(name))
        let content = try reader.next(DERReader.Tag.ia5String).content
        try reader.finish()
        guard 1...limit ~= content.count, content.allSatisfy({ 0x20...0x7e ~= $0 }) else { throw .value("a text of another form") }
        return String(decoding: content, as: UTF8.self)
    }

    /// Bytes that are not wrapped in DER.
    mutating func raw(_ name: Name, length: Int) throws(DERError) -> [UInt8] {
        let value = try take(name)
        guard value.count == length else { throw .value("a hardware id of another length") }
        return Array(value)
    }

    /// All security versions of a layout: one for each of the 8 bytes.
    mutating func tcb(_ layout: SNPTCBVersion.Layout) throws(DERError) -> SNPTCBVersion {
        var reserved: [UInt8] = []
        for number in UInt8(layout == .turin ? 5 : 4)...7 { reserved.append(try self.number(.part(number))) }
        return SNPTCBVersion(
            layout: layout, fmc: layout == .turin ? try number(.fmc) : nil, bootLoader: try number(.bootLoader), tee: try number(.tee),
            snp: try number(.snp), microcode: try number(.microcode), reserved: reserved)
    }

    /// Refuses extensions of AMD's that nobody asked for.
    func finish() throws(DERError) {
        guard rest.isEmpty else { throw .value("an extension of AMD's that is not known or not for this kind of key") }
    }
}
