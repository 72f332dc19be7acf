/// A family of processors under one AMD root.
package enum SNPProduct: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case milan = "Milan"
    /// Bergamo and Siena too.
    case genoa = "Genoa"
    case turin = "Turin"

    /// By family and model; nil for others. Steppings are not told apart.
    package init?(_ processor: SNPProcessor) {
        switch (processor.family, processor.model) {
        case (0x19, 0x00...0x0f): self = .milan
        case (0x19, 0x10...0x1f), (0x19, 0xa0...0xaf): self = .genoa
        case (0x1a, 0x00...0x11): self = .turin
        default: return nil
        }
    }

    /// By the product name of a key's certificate: the name, or the name, a hyphen and a stepping such as `Milan-B0`.
    init?(certificateName name: String) {
        let text = name.utf8
        guard let product = Self.allCases.first(where: { text.starts(with: $0.rawValue.utf8) }) else { return nil }
        let rest = text.dropFirst(product.rawValue.utf8.count)
        let stepping = rest.dropFirst()
        let letters = stepping.allSatisfy { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard rest.isEmpty || rest.first == UInt8(ascii: "-") && letters && 1...4 ~= stepping.count else { return nil }
        self = product
    }

    /// How the bytes of a TCB version are laid out.
    package var layout: SNPTCBVersion.Layout { self == .turin ? .turin : .milan }
    /// Bytes of the chip's id that a key's certificate has; the rest of a report's 64 is zero.
    package var chipIDLength: Int { self == .turin ? 8 : 64 }

    /// The name.
    package var description: String { rawValue }
}
