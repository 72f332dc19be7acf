import Attestation
import Foundation

/// How the work grows with what a vendor publishes: documents of 2, 4 and 8 times the size, each beside as many times the single one.
struct GrowthFigures {
    private static let rounds = 5
    private static let factors = [2, 4, 8]
    private static let entries = 1000
    private static let levels = 32

    private let subject: QuoteSubject

    init(_ samples: EvidenceSamples) throws { subject = try QuoteSubject(samples) }

    func measure() throws -> [Figure] {
        // A certificate that is on no list, so that each list is searched to its end.
        let serial: [UInt8] = [0x7f] + [UInt8](repeating: 0, count: 19)
        return [
            try figure("revocationList", { try LongDocuments.revocationList(entries: Self.entries * $0) }) { bytes in
                guard try !X509RevocationList(der: bytes).revokes(serial: serial) else {
                    throw FigureError("a serial is listed that is not")
                }
            },
            try figure("tcbInfo", { try LongDocuments.tcbInfo(like: subject.tcbInfo, levels: Self.levels * $0) }) { bytes in
                _ = try TCBInfo(bytes)
            },
        ]
    }

    private func figure(_ name: String, _ document: (Int) throws -> [UInt8], _ read: ([UInt8]) throws -> Void) throws -> Figure {
        let single = try document(1)
        let ratios = try Self.factors.map { factor in
            let long = try document(factor)
            return try (0..<Self.rounds).map { _ in
                try each(64) { try read(long) } / (Double(factor) * each(64 * factor) { try read(single) })
            }.median
        }
        let note = zip(Self.factors, ratios).map { "\($0) × : \(($1 * 100).rounded() / 100)" }.joined(separator: ", ")
        return Figure(
            name: "attestation.growth.\(name)", value: ratios.max() ?? .nan, unit: "ratio", target: 1.15, better: .lower,
            note: "\(note); single \(single.count) bytes")
    }
}

/// Documents of any length in their vendors' formats, which nobody signed.
enum LongDocuments {
    /// A revocation list (RFC 5280 §5.1) with this many entries of 16-byte serial numbers.
    static func revocationList(entries: Int) throws -> [UInt8] {
        let algorithm = element(0x30, element(0x06, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]))
        let name = element(0x30, element(0x31, element(0x30, element(0x06, [0x55, 0x04, 0x03]) + element(0x0c, Array("Bench".utf8)))))
        let time = element(0x17, Array("260101000000Z".utf8))
        var list: [UInt8] = []
        for entry in 0..<entries {
            let serial = [0x01] + (0..<15).map { UInt8(truncatingIfNeeded: entry &* 2_654_435_761 >> ($0 * 2)) }
            list += element(0x30, element(0x02, serial) + time)
        }
        let number = element(0x30, element(0x06, [0x55, 0x1d, 0x14]) + element(0x04, element(0x02, [1])))
        let body = element(0x02, [1]) + algorithm + name + time + time + element(0x30, list) + element(0xa0, element(0x30, number))
        let signature = element(0x30, element(0x02, [1]) + element(0x02, [1]))
        return element(0x30, element(0x30, body) + algorithm + element(0x03, [0] + signature))
    }

    /// The document with its first level again and again, each with a lower PCESVN.
    static func tcbInfo(like document: [UInt8], levels: Int) throws -> [UInt8] {
        let root = try JSONSerialization.jsonObject(with: Data(document)) as? [String: Any]
        guard var root, let first = (root["tcbLevels"] as? [[String: Any]])?.first, let tcb = first["tcb"] as? [String: Any] else {
            throw FigureError("the TCB info of the sample has no level")
        }
        root["tcbLevels"] = (0..<levels).map { place in
            var level = first
            var lower = tcb
            lower["pcesvn"] = 60_000 - place
            level["tcb"] = lower
            return level
        }
        return Array(try JSONSerialization.data(withJSONObject: root))
    }

    /// One element of DER.
    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        switch count {
        case ..<0x80: return [tag, UInt8(count)] + content
        case ..<0x100: return [tag, 0x81, UInt8(count)] + content
        case ..<0x10000: return [tag, 0x82, UInt8(count >> 8), UInt8(count & 0xff)] + content
        default: return [tag, 0x83, UInt8(count >> 16), UInt8(count >> 8 & 0xff), UInt8(count & 0xff)] + content
        }
    }
}
