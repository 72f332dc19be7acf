/// A part of a list.
public struct Page<Item: Sendable>: Sendable {
    /// In the list's order.
    public let items: [Item]
    /// What to ask the next page with; nil if there is none.
    public let next: String?
}

extension Page: Equatable where Item: Equatable {}

/// Bounds of lists.
public enum PageSize {
    /// The most objects on one page.
    public static let maximum = 100
}
