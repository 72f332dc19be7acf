import Foundation
import Wire

extension QuoteCase {
    /// What INDEX.json says of one sample.
    private struct Entry: Decodable {
        struct Case: Decodable {
            let as_of: String
            let valid_window: [String]?
            let tcb_info: String?
            let qe_identity: String?
            let pck_crl: String?
            let root_ca_crl: String?
            let tcb_signing_chain: String?
            let pck_crl_issuer_chain: String?

            var files: [String: String]? {
                let files = [
                    "tcb_info": tcb_info, "qe_identity": qe_identity, "pck_crl": pck_crl, "root_ca_crl": root_ca_crl,
                    "tcb_signing_chain": tcb_signing_chain, "pck_crl_issuer_chain": pck_crl_issuer_chain,
                ].compactMapValues { $0 }
                return files.count == 6 ? files : nil
            }
        }
        let kind: String
        let tee: String?
        let file: String
        let as_of: String?
        let cases: [Case]?
        let collateral_set: String?
    }

    private struct Index: Decodable { let entries: [Entry] }

    private static func seconds(_ text: String) -> UInt64? {
        let parser = ISO8601DateFormatter()
        return parser.date(from: text).map { UInt64($0.timeIntervalSince1970) }
    }

    /// Every quote with each of its collateral, at its time and at both ends of the window in which all of it is valid, a second before and after.
    static func vectors() throws -> [QuoteCase] {
        let index = try JSONDecoder().decode(Index.self, from: Data(try SharedEvidence.bytes("INDEX.json")))
        var cases: [QuoteCase] = []
        for entry in index.entries where entry.tee == "sgx" || entry.tee == "tdx" {
            for sample in entry.cases ?? [] where entry.kind == "evidence" {
                guard let files = sample.files, let time = seconds(sample.as_of) else { continue }
                let ends = (sample.valid_window ?? []).compactMap(seconds).flatMap { [$0 - 1, $0, $0 + 1] }
                cases += ([time] + ends).map { QuoteCase(quote: entry.file, at: $0, collateral: .files(files)) }
            }
            if entry.kind == "derived-negative", let set = entry.collateral_set, SharedEvidence.isThere(set),
                let time = entry.as_of.flatMap(seconds)
            {
                cases.append(QuoteCase(quote: entry.file, at: time, collateral: .set(set)))
            }
        }
        return cases + (try sets("sets")) + (try sets("derived"))
    }

    /// The files of a folder that hold a quote's name, all its collateral and a time.
    static func sets(_ folder: String) throws -> [QuoteCase] {
        struct Held: Decodable {
            let quote: String
            let as_of_unix: UInt64
        }
        return try SharedEvidence.files(below: folder, ending: ".json").compactMap { file in
            guard let held = try? JSONDecoder().decode(Held.self, from: Data(try SharedEvidence.bytes(file))) else { return nil }
            return QuoteCase(quote: held.quote, at: held.as_of_unix, collateral: .set(file))
        }
    }

    /// This case with one random change of one random part, or at another time; text stays ASCII.
    func mutated(_ parts: QuoteParts, by random: inout Randomness) -> QuoteCase {
        var changed = self
        // The quote most often: it has the most fields.
        let place = Int.random(in: 0..<QuoteParts.names.count + 8, using: &random)
        if place == QuoteParts.names.count {
            let shift = Int64.random(in: -200 * 86_400...200 * 86_400, using: &random)
            return QuoteCase(quote: quote, at: UInt64(Int64(at) + shift), collateral: collateral)
        }
        let name = place < QuoteParts.names.count ? QuoteParts.names[place] : "quote"
        let bytes = parts[name]
        let operation = Edit.Operation.allCases.randomElement(using: &random) ?? .xor
        // Most changes flip bits: what cuts and shifts is refused soon.
        let kind = Int.random(in: 0..<3, using: &random) > 0 ? .xor : operation
        let offset = Int.random(in: 0..<bytes.count, using: &random)
        let text = QuoteParts.texts.contains(name)
        let value = UInt8.random(in: 1...(text ? 0x7f : 0xff), using: &random)
        changed.edits = [Edit(part: name, operation: kind, offset: kind == .append ? 1 + offset % 64 : offset, value: value)]
        return changed
    }
}
