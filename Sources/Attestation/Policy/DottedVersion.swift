/// A version such as `1.55` or `1.55.29`, compared number by number.
public struct DottedVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The numbers, the weightiest first.
    public let numbers: [UInt8]

    init(_ numbers: [UInt8]) { self.numbers = numbers }

    /// Reads as many decimal numbers as are asked for, each at most 255 and without leading zeros; nil for anything else.
    public init?(_ text: some StringProtocol, of count: Int) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in UInt8(part).flatMap { "\($0)" == part ? $0 : nil } }
        guard parts.count == count, numbers.count == count else { return nil }
        self.numbers = numbers
    }

    /// The first number that differs decides.
    public static func < (left: Self, right: Self) -> Bool { left.numbers.lexicographicallyPrecedes(right.numbers) }

    /// The numbers with dots between them.
    public var description: String { numbers.map { "\($0)" }.joined(separator: ".") }
}
