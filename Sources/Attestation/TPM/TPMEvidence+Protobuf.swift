import Wire

// Attestation of github.com/google/go-tpm-tools, proto/attest.proto: ak_pub 1, quotes 2, event_log 3, ak_cert 6, intermediate_certs 7;
// tpm.Quote: quote 1, raw_sig 2, pcrs 3; tpm.PCRs: hash 1, map pcrs 2. Other fields are passed over: nothing in them is trusted.
extension TPMEvidence {
    static func protobuf(_ bytes: [UInt8]) throws(AttestationError) -> TPMEvidence {
        let parts: Parts
        do throws(WireError) { parts = try Parts(bytes) } catch {
            throw AttestationError(refusing: .malformed, "the protocol buffer of TPM evidence is not well-formed: \(error)")
        }
        guard !parts.quotes.isEmpty, let area = parts.publicArea else {
            throw AttestationError(refusing: .malformed, "the protocol buffer of TPM evidence has no quote, or no attestation key")
        }
        var quotes: [TPMQuote] = []
        for quote in parts.quotes {
            quotes.append(
                try TPMQuote(statement: quote.statement, signature: TPMSignature(quote.signature), banks: quote.bank.map { [$0] } ?? []))
        }
        return TPMEvidence(
            quotes: quotes, publicArea: try TPMPublic(area), certificates: parts.certificates, eventLog: parts.eventLog)
    }

    private struct Parts {
        var publicArea: [UInt8]?
        var quotes: [Quote] = []
        var eventLog: [UInt8]?
        var certificates: [[UInt8]] = []

        init(_ bytes: [UInt8]) throws(WireError) {
            var reader = ProtobufReader(bytes)
            var leaf: [UInt8]?
            while let field = try reader.next() {
                switch field {
                case (1, .bytes(let value)): publicArea = value
                case (2, .bytes(let value)):
                    guard quotes.count < maximumQuotes else { throw .tooLong(limit: maximumQuotes) }
                    quotes.append(try Quote(value))
                case (3, .bytes(let value)): eventLog = value.isEmpty ? nil : value
                case (6, .bytes(let value)): leaf = value
                case (7, .bytes(let value)):
                    guard certificates.count + 1 < maximumCertificates else { throw .tooLong(limit: maximumCertificates) }
                    certificates.append(value)
                default: continue
                }
            }
            if let leaf { certificates.insert(leaf, at: 0) }
        }
    }

    private struct Quote {
        var statement: [UInt8] = []
        var signature: [UInt8] = []
        var bank: PCRBank?

        init(_ bytes: [UInt8]) throws(WireError) {
            var reader = ProtobufReader(bytes)
            while let field = try reader.next() {
                switch field {
                case (1, .bytes(let value)): statement = value
                case (2, .bytes(let value)): signature = value
                case (3, .bytes(let value)): bank = try Self.bank(value)
                default: continue
                }
            }
        }

        private static func bank(_ bytes: [UInt8]) throws(WireError) -> PCRBank {
            var reader = ProtobufReader(bytes)
            var hash: TPMHash?
            var values: [UInt8: [UInt8]] = [:]
            while let field = try reader.next() {
                switch field {
                case (1, .number(let value)): hash = UInt16(exactly: value).flatMap(TPMHash.init(rawValue:))
                case (2, .bytes(let value)):
                    let (register, digest) = try Self.entry(value)
                    guard values.updateValue(digest, forKey: register) == nil else { throw .invalid("a register twice") }
                default: continue
                }
            }
            guard let hash, let bank = PCRBank(hash: hash, values: values) else { throw .invalid("a bank of an unknown algorithm") }
            return bank
        }

        /// An entry of a map: the key is absent where it is 0.
        private static func entry(_ bytes: [UInt8]) throws(WireError) -> (UInt8, [UInt8]) {
            var reader = ProtobufReader(bytes)
            var register: UInt64 = 0
            var digest: [UInt8] = []
            while let field = try reader.next() {
                switch field {
                case (1, .number(let value)): register = value
                case (2, .bytes(let value)): digest = value
                default: continue
                }
            }
            guard register < 32 else { throw .invalid("a register that no TPM has") }
            return (UInt8(register), digest)
        }
    }
}
