/// What bounds the reading of JSON.
package struct JSONLimits: Sendable {
    /// The most bytes of a text; at most 2^31 − 1.
    package var length: Int
    /// The most levels of arrays and objects.
    package var depth: Int
    /// The most values of a text, names included.
    package var values: Int
    /// The most members of one object.
    package var members: Int

    package init(length: Int, depth: Int, values: Int, members: Int) {
        self.length = length
        self.depth = depth
        self.values = values
        self.members = members
    }

    /// For documents that vendors sign and that bundles carry.
    package static let documents = JSONLimits(length: 4 << 20, depth: 16, values: 1 << 18, members: 256)
}
