/// One element of DER: X.690 §8.1, tag, length and content.
package struct DERElement: Sendable {
    /// Class, form and number in one byte.
    package let tag: UInt8
    fileprivate let bytes: ArraySlice<UInt8>
    fileprivate let start, contentStart, end: Int

    /// Without tag and length.
    package var content: ArraySlice<UInt8> { bytes[contentStart..<end] }
    /// With tag and length.
    package var encoded: ArraySlice<UInt8> { bytes[start..<end] }

    /// A reader over the content.
    package var reader: DERReader { DERReader(bytes, from: contentStart, to: end) }
}

/// Reads DER (X.690 §10) from front to back, one element at a time, without recursion, copying or allocation.
///
/// Nesting costs nothing: what a caller does not open is skipped by its length, and no caller opens more levels than its format has.
package struct DERReader: Sendable {
    /// Tags by their first byte, X.690 §8.1.2 and X.680 §8.6.
    package enum Tag {
        package static let boolean: UInt8 = 0x01
        package static let integer: UInt8 = 0x02
        package static let bitString: UInt8 = 0x03
        package static let octetString: UInt8 = 0x04
        package static let null: UInt8 = 0x05
        package static let objectIdentifier: UInt8 = 0x06
        package static let enumerated: UInt8 = 0x0a
        package static let utf8String: UInt8 = 0x0c
        package static let printableString: UInt8 = 0x13
        package static let ia5String: UInt8 = 0x16
        package static let utcTime: UInt8 = 0x17
        package static let generalizedTime: UInt8 = 0x18
        package static let sequence: UInt8 = 0x30
        package static let set: UInt8 = 0x31

        /// A constructed element of the context's own class; numbers up to 30.
        package static func context(_ number: UInt8) -> UInt8 { 0xa0 | number & 0x1f }
    }

    private let bytes: ArraySlice<UInt8>
    private var position: Int
    private let end: Int

    /// A reader over the whole slice.
    package init(_ bytes: ArraySlice<UInt8>) { self.init(bytes, from: bytes.startIndex, to: bytes.endIndex) }

    /// A reader over a part, which shares the bytes with its neighbours.
    fileprivate init(_ bytes: ArraySlice<UInt8>, from start: Int, to end: Int) {
        (self.bytes, position, self.end) = (bytes, start, end)
    }

    /// A reader over the whole array.
    package init(_ bytes: [UInt8]) { self.init(ArraySlice(bytes)) }

    /// Whether nothing is left.
    package var isAtEnd: Bool { position == end }

    /// The next element's tag; nil at the end.
    package var nextTag: UInt8? { isAtEnd ? nil : bytes[position] }

    /// Reads any element. Lengths are definite, in the shortest form and at most four bytes long.
    package mutating func next() throws(DERError) -> DERElement {
        let start = position
        guard end - position >= 2 else { throw .truncated }
        let tag = bytes[position]
        guard tag & 0x1f != 0x1f else { throw .tag }
        var length = Int(bytes[position + 1])
        position += 2
        if length >= 0x80 {
            let count = length & 0x7f
            guard 1...4 ~= count else { throw .length }
            guard end - position >= count else { throw .truncated }
            length = 0
            for _ in 0..<count {
                length = length << 8 | Int(bytes[position])
                position += 1
            }
            guard length >= 0x80, length >> (8 * (count - 1)) != 0 else { throw .length }
        }
        guard length <= end - position else { throw .truncated }
        let contentStart = position
        position += length
        return DERElement(tag: tag, bytes: bytes, start: start, contentStart: contentStart, end: position)
    }

    /// Reads an element with this tag.
    package mutating func next(_ tag: UInt8) throws(DERError) -> DERElement {
        guard nextTag == tag else { throw isAtEnd ? .truncated : .tag }
        return try next()
    }

    /// Opens an element with this tag.
    package mutating func open(_ tag: UInt8) throws(DERError) -> DERReader { try next(tag).reader }

    /// Opens an element with this tag, if it is the next one.
    package mutating func openIfPresent(_ tag: UInt8) throws(DERError) -> DERReader? {
        nextTag == tag ? try open(tag) : nil
    }

    /// Refuses bytes after the last element.
    package func finish() throws(DERError) {
        guard isAtEnd else { throw .trailingBytes }
    }
}
