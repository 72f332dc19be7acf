import Wire

/// The highest evaluation number that was seen of each kind of Intel's documents, so that nobody brings back what an older one said.
///
/// A value: who keeps it stores its text, whole or not at all (docs/spec/intel-collateral.md).
public struct CollateralMemory: Hashable, Sendable {
    /// The most kinds.
    public static let maximumCount = 4096
    private static let header = "cloister/collateral-memory/v1"

    private var highest: [String: UInt32]

    /// A memory of nothing.
    public init() { highest = [:] }

    /// Reads the text form; throws `malformed` for any other.
    public init(text: String) throws(AttestationError) {
        let malformed = AttestationError(.malformed, "this is no memory of collateral")
        guard text.utf8.count <= Self.maximumCount * 64, text.hasSuffix("\n") else { throw malformed }
        var lines = text.dropLast().split(separator: "\n", maxSplits: Self.maximumCount + 1, omittingEmptySubsequences: false)
        guard !lines.isEmpty, lines.removeFirst() == Self.header, lines.count <= Self.maximumCount else { throw malformed }
        highest = [:]
        for line in lines {
            let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 2, Self.isKey(parts[0]), let number = UInt64(decimal: parts[1].utf8).flatMap(UInt32.init(exactly:)),
                highest.updateValue(number, forKey: String(parts[0])) == nil
            else { throw malformed }
        }
        guard self.text == text else { throw malformed }
    }

    /// A header, and a line of kind and number for each kind, sorted; ends with a line feed.
    public var text: String {
        ([Self.header] + highest.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }).joined(separator: "\n") + "\n"
    }

    /// Whether nothing was seen.
    public var isEmpty: Bool { highest.isEmpty }

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
        for (key, found) in Self.numbers(of: collateral) where highest[key] != nil || highest.count < Self.maximumCount {
            highest[key] = max(found, highest[key] ?? 0)
        }
    }

    /// Takes in what another memory has seen.
    public mutating func merge(_ other: CollateralMemory) {
        for (key, number) in other.highest where highest[key] != nil || highest.count < Self.maximumCount {
            highest[key] = max(number, highest[key] ?? 0)
        }
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
