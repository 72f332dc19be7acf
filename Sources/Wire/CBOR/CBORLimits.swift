/// The bounds of a decoding. What the input claims never counts, only what it holds.
public struct CBORLimits: Hashable, Sendable {
    /// The most bytes of input.
    public let length: Int
    /// The most items, keys and values of maps and the items below tags included.
    public let items: Int
    /// How deep arrays, maps and tags may nest; an item by itself has depth 0.
    public let depth: Int

    /// The depth that no limit exceeds, which bounds the stack.
    public static let greatestDepth = 32

    /// Bounds; a depth above ``greatestDepth`` is that.
    public init(length: Int, items: Int, depth: Int) {
        self.length = length
        self.items = items
        self.depth = min(depth, Self.greatestDepth)
    }
}
