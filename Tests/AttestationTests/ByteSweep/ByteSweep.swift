import Testing

/// One sample under every truncation and with every byte changed: what is then accepted must be on the list of unsigned bytes.
struct ByteSweep {
    /// Bytes that no signature and no check covers, with the reason why that does no harm.
    struct Harmless {
        let bytes: Set<Int>
        let reason: String
    }

    /// What each byte is changed by unless said otherwise: its lowest bit, the bit that tells small letters from capitals, all bits.
    static let masks: [UInt8] = [0x01, 0x20, 0xff]

    let name: String
    let bytes: [UInt8]
    /// What may change without a refusal; none by default.
    var harmless: [Harmless] = []
    /// The lengths to which it may be cut without a refusal; none by default.
    var harmlessLengths: Set<Int> = []
    /// What each byte is changed by.
    var masks = Self.masks
    /// What is accepted, as text; throws where the bytes are refused.
    let read: ([UInt8]) throws -> String

    /// Tries all, prints how many that were, and gives what contradicts the list: a change that was accepted though it is not listed, one
    /// that changed what was read, or a listed byte whose every change was refused.
    ///
    /// Lets other tests have their turn between the bytes.
    func complaints() async throws -> [String] {
        let genuine = try read(bytes)
        let listed = harmless.reduce(into: Set<Int>()) { $0.formUnion($1.bytes) }
        var (complaints, accepted): ([String], Set<Int>) = ([], [])
        var refused = 0
        for length in bytes.indices {
            if length.isMultiple(of: 16) { await Task.yield() }
            guard let found = try? read(Array(bytes[..<length])) else {
                refused += 1
                continue
            }
            if !harmlessLengths.contains(length) || found != genuine { complaints.append("cut to \(length) bytes it is accepted") }
        }
        var changed = bytes
        for index in bytes.indices {
            if index.isMultiple(of: 16) { await Task.yield() }
            for mask in masks {
                changed[index] = bytes[index] ^ mask
                guard let found = try? read(changed) else {
                    refused += 1
                    continue
                }
                accepted.insert(index)
                if !listed.contains(index) { complaints.append("byte \(index) changed by \(mask) is accepted") }
                if found != genuine { complaints.append("byte \(index) changed by \(mask) is accepted, and read as something else") }
            }
            changed[index] = bytes[index]
        }
        for harmless in harmless where accepted.isDisjoint(with: harmless.bytes) {
            complaints.append("\(harmless.reason): yet every change there is refused")
        }
        if complaints.count > 20 { complaints[20...] = ["and \(complaints.count - 20) more"] }
        let tried = bytes.count * (1 + masks.count)
        print(
            "\(name): \(bytes.count) truncations and \(bytes.count * masks.count) changed bytes, \(refused) refused, \(tried - refused) harmless"
        )
        return complaints
    }
}
