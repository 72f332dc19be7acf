/// Memory of which several threads each touch their own part, never the same.
struct SharedMemory: @unchecked Sendable {
    private let bytes: UnsafeMutableRawBufferPointer

    init(_ bytes: UnsafeMutableRawBufferPointer) { self.bytes = bytes }

    /// Memory that is only read.
    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = UnsafeMutableRawBufferPointer(mutating: bytes) }

    func reading(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[range]) }

    func writing(_ range: Range<Int>) -> UnsafeMutableRawBufferPointer { UnsafeMutableRawBufferPointer(rebasing: bytes[range]) }
}

extension Array where Element == UInt8 {
    /// Changes the count and keeps the storage if it is large enough. What the bytes are afterwards is unspecified.
    mutating func resize(to count: Int) {
        if count > capacity {
            self = Array(unsafeUninitializedCapacity: count) { $1 = count }
        } else if count < self.count {
            removeLast(self.count - count)
        } else {
            append(contentsOf: repeatElement(0, count: count - self.count))
        }
    }

    /// Like `withUnsafeBytes`, with a typed error.
    func withRawBytes<Result>(
        _ body: (UnsafeRawBufferPointer) throws(SealedDataError) -> Result
    ) throws(SealedDataError) -> Result {
        let result: Swift.Result<Result, SealedDataError> = withUnsafeBytes { bytes in
            do throws(SealedDataError) { return .success(try body(bytes)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// Like `withUnsafeMutableBytes`, with a typed error.
    mutating func withMutableRawBytes<Result>(
        _ body: (UnsafeMutableRawBufferPointer) throws(SealedDataError) -> Result
    ) throws(SealedDataError) -> Result {
        let result: Swift.Result<Result, SealedDataError> = withUnsafeMutableBytes { bytes in
            do throws(SealedDataError) { return .success(try body(bytes)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}
