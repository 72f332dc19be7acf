import Testing

@testable import Engines
@testable import Execution

@Suite struct ImageTests {
    @Test(arguments: PillowVector.all) func `Resizing gives Pillow's samples`(vector: PillowVector) throws {
        let image = DecodedImage(width: 11, height: 7, bytesPerPixel: 3)
        for y in 0..<7 {
            for x in 0..<11 {
                for (channel, value) in [23 * x + 7 * y, 5 * x * x + 31 * y, 97 * x + 13 * y * y].enumerated() {
                    image.pixels[(y * 11 + x) * 3 + channel] = UInt8(value % 256)
                }
            }
        }
        let step = Pipeline.ImageStep(
            input: "photo", resize: .exactly(.init(width: vector.width, height: vector.height)), crop: nil,
            interpolation: try #require(Resampler.Filter(rawValue: vector.filter)), mean: [0, 0, 0], deviation: [1, 1, 1], layout: .nhwc)
        let target = try ImageTarget(step, inputShape: [nil, nil, nil, nil])
        #expect(target.shape == [1, vector.height, vector.width, 3])
        let tensor = try target.tensor(of: image)
        defer { tensor.deallocate() }
        #expect(tensor.map { UInt8(($0 * 255).rounded()) } == vector.samples)
    }

    @Test func `A crop is the middle of the resized image`() throws {
        let image = DecodedImage(width: 6, height: 4, bytesPerPixel: 4)
        for index in 0..<96 { image.pixels[index] = UInt8(index / 4 * 10 + index % 4) }
        let step = Pipeline.ImageStep(
            input: "photo", resize: nil, crop: .init(width: 2, height: 2), interpolation: .bilinear, mean: [0.5, 0.5, 0.5],
            deviation: [0.25, 0.25, 0.25], layout: .nchw)
        let target = try ImageTarget(step, inputShape: [1, 3, 2, 2])
        let tensor = try target.tensor(of: image)
        defer { tensor.deallocate() }
        var expected: [Float] = []
        for channel in 0..<3 {
            for pixel in [8, 9, 14, 15] { expected.append((Float(pixel * 10 + channel) / 255 - 0.5) / 0.25) }
        }
        #expect(Array(tensor) == expected)
    }

    @Test(
        arguments: [
            (TinyImage.jpeg, [10, 200, 30]), (TinyImage.progressiveJPEG, [10, 200, 30]), (TinyImage.greyJPEG, [124, 124, 124]),
            (TinyImage.palettePNG, [10, 200, 30]), (TinyImage.transparentPNG, [10, 200, 30]), (TinyImage.grey16PNG, [128, 128, 128]),
            (TinyImage.green, [10, 200, 30]),
        ] as [([UInt8], [Int])])
    func `Common forms of JPEG and PNG are read`(file: [UInt8], colour: [Int]) throws {
        let image = try file.withUnsafeBytes { bytes throws(FailureCode) in try ImageDecoder.decode(bytes) }
        for index in 0..<image.width * image.height {
            for channel in 0..<3 { #expect(abs(Int(image.pixels[index * image.bytesPerPixel + channel]) - colour[channel]) <= 2) }
        }
    }

    @Test(arguments: [TinyImage.jpeg, TinyImage.progressiveJPEG, TinyImage.palettePNG, TinyImage.transparentPNG, TinyImage.grey16PNG])
    func `[102] No cut and no flipped bit of an image traps`(file: [UInt8]) {
        for length in file.indices {
            let cut = Array(file[..<length])
            _ = try? cut.withUnsafeBytes { bytes throws(FailureCode) in try ImageDecoder.decode(bytes) }
            var flipped = file
            flipped[length] ^= 0x55
            _ = try? flipped.withUnsafeBytes { bytes throws(FailureCode) in try ImageDecoder.decode(bytes) }
        }
    }
}
