import Foundation
import Wire

@testable import Attestation

/// A quote with collateral at a time, as files of the shared folder and edits of their bytes: what scripts/tests/dcap_qvl_exchange.py reads too.
struct QuoteCase: Encodable {
    /// A change of one part. Both documents have the same signer, so that `signing_chain` is one part.
    struct Edit: Encodable {
        enum Operation: String, CaseIterable { case xor, cut, remove, insert, append }
        let part: String
        let operation: Operation
        /// Where; for `append`, how many bytes.
        let offset: Int
        let value: UInt8

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.unkeyedContainer()
            try fields.encode(part)
            try fields.encode(operation.rawValue)
            try fields.encode(offset)
            try fields.encode(value)
        }

        func apply(to bytes: [UInt8]) -> [UInt8] {
            var bytes = bytes
            switch operation {
            case .xor: bytes[offset] ^= value
            case .cut: bytes.removeSubrange(offset...)
            case .remove: bytes.remove(at: offset)
            case .insert: bytes.insert(value, at: offset)
            case .append: bytes += [UInt8](repeating: value, count: offset)
            }
            return bytes
        }
    }

    /// Where the collateral is: one file with all, or a file for each part.
    enum Collateral: Encodable {
        case set(String)
        case files([String: String])

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .set(let file): try container.encode(file)
            case .files(let files): try container.encode(files)
            }
        }
    }

    let quote: String
    let at: UInt64
    let collateral: Collateral
    var edits: [Edit] = []
}

/// The bytes of every part of a case.
struct QuoteParts {
    /// All parts, in a fixed order.
    static let names = [
        "quote", "tcb_info", "tcb_info_signature", "qe_identity", "qe_identity_signature", "pck_crl", "root_ca_crl", "pck_crl_issuer_chain",
        "signing_chain",
    ]
    /// Those that are text.
    static let texts: Set<String> = ["tcb_info", "qe_identity", "pck_crl_issuer_chain", "signing_chain"]

    private(set) var parts: [String: [UInt8]]

    /// Reads the files of a case, without its edits.
    init(of sample: QuoteCase) throws {
        parts = ["quote": try SharedEvidence.bytes(sample.quote)]
        switch sample.collateral {
        case .set(let file):
            struct Held: Decodable { let collateral: [String: String] }
            let held = try JSONDecoder().decode(Held.self, from: Data(try SharedEvidence.bytes(file))).collateral
            for name in Self.names where name != "quote" {
                let value = held[name == "signing_chain" ? "tcb_info_issuer_chain" : name] ?? ""
                parts[name] = Self.texts.contains(name) ? Array(value.utf8) : [UInt8](hex: value) ?? []
            }
        case .files(let files):
            for (name, file) in [
                ("pck_crl", "pck_crl"), ("root_ca_crl", "root_ca_crl"), ("pck_crl_issuer_chain", "pck_crl_issuer_chain"),
                ("signing_chain", "tcb_signing_chain"),
            ] { parts[name] = try SharedEvidence.bytes(files[file] ?? "") }
            for (name, member) in [("tcb_info", "tcbInfo"), ("qe_identity", "enclaveIdentity")] {
                let (body, signature) = try Self.document(try SharedEvidence.bytes(files[name] ?? ""), member)
                parts[name] = body
                parts[name + "_signature"] = signature
            }
        }
    }

    /// With edits done.
    func edited(_ edits: [QuoteCase.Edit]) -> QuoteParts {
        var copy = self
        for edit in edits { copy.parts[edit.part] = edit.apply(to: self[edit.part]) }
        return copy
    }

    /// With other bytes for one part.
    func replacing(_ name: String, with bytes: [UInt8]) -> QuoteParts {
        var copy = self
        copy.parts[name] = bytes
        return copy
    }

    subscript(name: String) -> [UInt8] { parts[name] ?? [] }

    /// As our verifiers take them; throws where a chain is no PEM.
    func endorsements() throws -> Endorsements {
        Endorsements(
            certificates: try ["signing_chain", "pck_crl_issuer_chain"].flatMap { try PEM.certificates(in: self[$0], atMost: 4) },
            revocationLists: [self["pck_crl"], self["root_ca_crl"]],
            documents: [
                .init(kind: .tcbInfo, bytes: self["tcb_info"], signature: self["tcb_info_signature"]),
                .init(kind: .enclaveIdentity, bytes: self["qe_identity"], signature: self["qe_identity_signature"]),
            ])
    }

    /// The exact bytes of a member of a vendor's answer, and the signature beside it.
    private static func document(_ answer: [UInt8], _ member: String) throws -> (body: [UInt8], signature: [UInt8]) {
        struct Signature: Decodable { let signature: String }
        let signature = try JSONDecoder().decode(Signature.self, from: Data(answer)).signature
        // The member's object is the first one inside the answer's: its braces, none of which is in a string, are counted.
        guard let start = answer.dropFirst().firstIndex(of: UInt8(ascii: "{")) else { throw CocoaError(.fileReadCorruptFile) }
        var depth = 0
        for index in start..<answer.count {
            if answer[index] == UInt8(ascii: "{") { depth += 1 }
            if answer[index] == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 { return (Array(answer[start...index]), [UInt8](hex: signature) ?? []) }
        }
        throw CocoaError(.fileReadCorruptFile)
    }
}
