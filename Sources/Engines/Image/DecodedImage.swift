/// An image of 8-bit samples in rows: red, green, blue, and in the fourth place, where there is one, something to skip.
final class DecodedImage {
    let width: Int
    let height: Int
    /// 3 or 4.
    let bytesPerPixel: Int
    /// `width * height * bytesPerPixel` bytes.
    let pixels: UnsafeMutableBufferPointer<UInt8>

    /// An image with undefined pixels, of at most ``ImageDecoder/maximumPixels``.
    init(width: Int, height: Int, bytesPerPixel: Int) {
        (self.width, self.height, self.bytesPerPixel) = (width, height, bytesPerPixel)
        pixels = .allocate(capacity: width * height * bytesPerPixel)
    }

    deinit { pixels.deallocate() }
}
