import Wire

extension TPMEvidence {
    /// What Cloister's own container begins with.
    package static let magic = Array("CLOISTPM".utf8)
    private static let version: UInt8 = 1
    private static let maximumLogLength = 49_152

    /// What a SubjectPublicKeyInfo begins with; a TPMT_PUBLIC begins with a zero.
    private static let keyInfoStart: UInt8 = 0x30

    /// One quote in Cloister's container: statement, TPMT_SIGNATURE, banks, TPMT_PUBLIC or SubjectPublicKeyInfo, certificates, event log.
    package static func container(
        statement: [UInt8], signature: [UInt8], banks: [PCRBank], key: [UInt8], certificates: [[UInt8]] = [],
        eventLog: [UInt8]? = nil
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.fixed(magic)
        writer.u8(version)
        writer.variable(statement)
        writer.variable(signature)
        writer.array(banks) { writer, bank in
            writer.u16(bank.hash.rawValue)
            writer.array(bank.values.sorted { $0.key < $1.key }) { writer, value in
                writer.u8(value.key)
                writer.fixed(value.value)
            }
        }
        writer.variable(key)
        writer.array(certificates) { $0.variable($1) }
        writer.variable(eventLog ?? [])
        return writer.bytes
    }

    /// Reads Cloister's container and nothing after it.
    static func container(_ bytes: [UInt8]) throws(AttestationError) -> TPMEvidence {
        let statement: [UInt8], signature: [UInt8], banks: [PCRBank], key: [UInt8], certificates: [[UInt8]], log: [UInt8]
        do throws(WireError) {
            var reader = ByteReader(bytes)
            guard try reader.fixed(magic.count) == magic, try reader.u8() == version else { throw .invalid("another version") }
            statement = try reader.variable(atMost: 1024)
            signature = try reader.variable(atMost: 1024)
            banks = try reader.array(atMost: PCRSelection.maximumCount) { (reader) throws(WireError) in try bank(from: &reader) }
            key = try reader.variable(atMost: 1024)
            certificates = try reader.array(atMost: maximumCertificates) { (reader) throws(WireError) in
                try reader.variable(atMost: maximumCertificateLength)
            }
            log = try reader.variable(atMost: maximumLogLength)
            try reader.finish()
        } catch { throw AttestationError(refusing: .malformed, "the container of TPM evidence is not well-formed: \(error)") }
        guard Set(banks.map(\.hash)).count == banks.count else {
            throw AttestationError(refusing: .malformed, "the container of TPM evidence has a bank twice")
        }
        let quote = try TPMQuote(statement: statement, signature: TPMSignature(signature), banks: banks)
        let isInfo = key.first == keyInfoStart
        return TPMEvidence(
            quotes: [quote], publicArea: isInfo ? nil : try TPMPublic(key), keyInfo: isInfo ? key : nil, certificates: certificates,
            eventLog: log.isEmpty ? nil : log)
    }

    private static func bank(from reader: inout ByteReader) throws(WireError) -> PCRBank {
        let hash = try TPMHash(from: &reader)
        var last = -1
        var values: [UInt8: [UInt8]] = [:]
        for _ in 0..<(try reader.u32()) {
            let register = try reader.u8()
            guard Int(register) > last, register < 32 else { throw .invalid("registers out of their order") }
            last = Int(register)
            values[register] = try reader.fixed(hash.length)
        }
        guard let bank = PCRBank(hash: hash, values: values) else { throw .invalid("a bank of other registers") }
        return bank
    }
}
