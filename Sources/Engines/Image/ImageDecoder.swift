import CPNG
import CTurboJPEG
import Execution

/// Reads JPEG and PNG images, by their first bytes. What a file merely claims is checked before anything is allocated.
enum ImageDecoder {
    /// The most pixels that are decoded.
    static let maximumPixels = 50_000_000
    /// The longest side, in pixels.
    static let maximumSide = 30_000

    /// The image's pixels, as they are stored: orientation and colour profile are not applied, transparency is dropped.
    static func decode(_ bytes: UnsafeRawBufferPointer) throws(FailureCode) -> DecodedImage {
        if bytes.starts(with: [0xff, 0xd8, 0xff]) { return try jpeg(bytes) }
        if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) { return try png(bytes) }
        throw .notAnImage
    }

    private static func jpeg(_ bytes: UnsafeRawBufferPointer) throws(FailureCode) -> DecodedImage {
        guard let decoder = tjInitDecompress() else { throw .memoryLimit }
        defer { tjDestroy(decoder) }
        let source = bytes.bindMemory(to: UInt8.self).baseAddress
        var (width, height, subsampling, colours): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        guard tjDecompressHeader3(decoder, source, UInt(bytes.count), &width, &height, &subsampling, &colours) == 0 else {
            throw .malformedImage
        }
        guard colours == Int32(TJCS_RGB.rawValue) || colours == Int32(TJCS_YCbCr.rawValue) || colours == Int32(TJCS_GRAY.rawValue) else {
            throw .unsupportedImage
        }
        try check(width: Int(width), height: Int(height))
        let image = DecodedImage(width: Int(width), height: Int(height), bytesPerPixel: 3)
        // A progressive image of very many passes would take very long.
        let flags = TJFLAG_LIMITSCANS | TJFLAG_ACCURATEDCT
        let result = tjDecompress2(
            decoder, source, UInt(bytes.count), image.pixels.baseAddress, width, 0, height, Int32(TJPF_RGB.rawValue), Int32(flags))
        // The library calls a missing end a mere warning and invents the rest; other warnings are harmless and common.
        if result != 0 {
            let text = tjGetErrorStr2(decoder).map { String(cString: $0) } ?? ""
            guard tjGetErrorCode(decoder) == Int32(TJERR_WARNING.rawValue), !text.contains("Premature end") else { throw .malformedImage }
        }
        return image
    }

    private static func png(_ bytes: UnsafeRawBufferPointer) throws(FailureCode) -> DecodedImage {
        var reader = png_image()
        reader.version = UInt32(PNG_IMAGE_VERSION)
        defer { png_image_free(&reader) }
        guard png_image_begin_read_from_memory(&reader, bytes.baseAddress, bytes.count) != 0 else { throw .malformedImage }
        try check(width: Int(reader.width), height: Int(reader.height))
        // Red, green, blue and opacity at 8 bits, without conversion of 16-bit samples from a linear scale.
        reader.format = UInt32(PNG_FORMAT_FLAG_COLOR) | UInt32(PNG_FORMAT_FLAG_ALPHA)
        reader.flags |= UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)
        let image = DecodedImage(width: Int(reader.width), height: Int(reader.height), bytesPerPixel: 4)
        guard png_image_finish_read(&reader, nil, image.pixels.baseAddress, 0, nil) != 0 else { throw .malformedImage }
        return image
    }

    private static func check(width: Int, height: Int) throws(FailureCode) {
        guard width > 0, height > 0 else { throw .malformedImage }
        guard width <= maximumSide, height <= maximumSide, width * height <= maximumPixels else { throw .tooManyPixels }
    }
}
