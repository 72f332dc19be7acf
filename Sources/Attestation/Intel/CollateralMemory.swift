import Wire

/// The highest evaluation number that was seen of each kind of Intel's documents, and the highest number of each key's revocation lists, so that
/// nobody brings back what an older one said.
///
/// A value: who keeps it stores its text, whole or not at all (docs/spec/intel-collateral.md).
public struct CollateralMemory: Hashable, Sendable {
    /// The most kinds.
    public static let maximumCount = 4096
    private static let header = "cloister/collateral-memory/v1"
    /// The longest line.
    private static let longestLine = 128

    private var highest: [String: UInt32]
    /// By what the issuer's key is known by.
    var lists: [String: RevocationListNumber] = [:]

    /// A memory of nothing.
    public init() { highest = [:] }

    /// Reads the text form; throws `malformed` for any other.
    public init(text: String) throws(AttestationError) {
        let malformed = AttestationError(.malformed, "this is no memory of collateral")
        guard text.utf8.count <= Self.maximumCount * Self.longestLine, text.hasSuffix("\n") else { throw malformed }
        var lines = text.dropLast().split(separator: "\n", maxSplits: Self.maximumCount + 1, omittingEmptySubsequences: false)
        guard !lines.isEmpty, lines.removeFirst() == Self.header, lines.count <= Self.maximumCount else { throw malformed }
        highest = [:]
        for line in lines {
            let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw malformed }
            if let digest = Self.listKey(parts[0]) {
                guard let number = [UInt8](hex: parts[1]).flatMap({ RevocationListNumber($0) }) else { throw malformed }
                lists[digest] = number
            } else {
                guard Self.isKey(parts[0]), let number = UInt64(decimal: parts[1].utf8).flatMap(UInt32.init(exactly:)) else {
                    throw malformed
                }
                highest[String(parts[0])] = number
            }
        }
        // Twice the same kind, another order and other forms of a number are written otherwise.
        guard self.text == text else { throw malformed }
    }

    /// A header, and a line of kind and number for each kind, sorted; ends with a line feed.
    public var text: String {
        let lines = highest.map { "\($0.key) \($0.value)" } + lists.map { "\(Self.listPrefix)\($0.key) \($0.value.hex)" }
        return ([Self.header] + lines.sorted()).joined(separator: "\n") + "\n"
    }

    /// Whether nothing was seen.
    public var isEmpty: Bool { highest.isEmpty && lists.isEmpty }

    /// Whether a kind that was not seen before may be added.
    var hasRoom: Bool { highest.count + lists.count < Self.maximumCount }

    /// Refuses documents older than what was seen, or than a minimum.
    func check(_ collateral: IntelCollateral, minimum: UInt32) throws(AttestationError) {
        for (key, found) in Self.numbers(of: collateral) {
            let wanted = max(minimum, highest[key] ?? 0)
            guard found >= wanted else {
                throw AttestationError(
                    refusing: .collateralRolledBack, "the document \(key) has evaluation number \(found), and \(wanted) is the least")
            }
        }
    }

    /// Takes in the numbers of documents that were verified. When it is full, kinds that were not seen before are not added.
    mutating func remember(_ collateral: IntelCollateral) {
        for (key, found) in Self.numbers(of: collateral) where highest[key] != nil || hasRoom {
            highest[key] = max(found, highest[key] ?? 0)
        }
    }

    /// Takes in what another memory has seen.
    public mutating func merge(_ other: CollateralMemory) {
        for (key, number) in other.highest where highest[key] != nil || hasRoom {
            highest[key] = max(number, highest[key] ?? 0)
        }
        for (key, number) in other.lists { note(number, of: key) }
    }

    private static func numbers(of collateral: IntelCollateral) -> [(String, UInt32)] {
        let tee = collateral.tcbInfo.tee == .sgx ? "sgx" : "tdx"
        return [
            ("\(tee)/\(collateral.tcbInfo.fmspc.hex)", collateral.tcbInfo.window.evaluationNumber),
            ("\(tee)/quoting-enclave", collateral.identity.window.evaluationNumber),
        ]
    }

    private static func isKey(_ key: Substring) -> Bool {
        guard let rest = ["sgx/", "tdx/"].first(where: key.hasPrefix).map({ key.dropFirst($0.count) }) else { return false }
        return rest == "quoting-enclave" || rest.utf8.count == 12 && [UInt8](hex: rest)?.hex == String(rest)
    }
}
