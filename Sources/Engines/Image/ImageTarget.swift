import Execution

/// The model's input as a pipeline makes it from an image: resized, cropped in the middle, normalised.
struct ImageTarget {
    /// The tensor's shape.
    let shape: [Int]
    private let step: Pipeline.ImageStep
    private let size: Pipeline.Size

    /// Checks that the pipeline makes what the model takes.
    init(_ step: Pipeline.ImageStep, inputShape: [Int?]) throws(FailureCode) {
        guard inputShape.count == 4 else { throw .wrongTensorShape }
        // Without a crop or an exact size, images of different proportions would make tensors of different shapes.
        let size: Pipeline.Size
        switch (step.crop, step.resize) {
        case (let crop?, _): size = crop
        case (nil, .exactly(let exact)?): size = exact
        default: throw .wrongTensorShape
        }
        shape = step.layout == .nchw ? [1, 3, size.height, size.width] : [1, size.height, size.width, 3]
        guard zip(shape, inputShape).allSatisfy({ $1 == nil || $0 == $1 }) else { throw .wrongTensorShape }
        (self.step, self.size) = (step, size)
    }

    /// The tensor of an image, which the caller deallocates.
    func tensor(of image: DecodedImage) throws(FailureCode) -> UnsafeMutableBufferPointer<Float> {
        let resized = resizedSize(of: image)
        guard resized.width >= size.width, resized.height >= size.height else { throw .imageTooSmall }
        guard resized.width <= ImageDecoder.maximumSide, resized.height <= ImageDecoder.maximumSide else { throw .tooManyPixels }
        let left = (resized.width - size.width) / 2
        let top = (resized.height - size.height) / 2
        let columns = Resampler(from: image.width, to: resized.width, range: left..<left + size.width, filter: step.interpolation)
        let rows = Resampler(from: image.height, to: resized.height, range: top..<top + size.height, filter: step.interpolation)
        let band = rows.sources(of: image.height)
        let narrow = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: band.count * size.width * 3)
        defer { narrow.deallocate() }
        narrowRows(image, band, columns, into: narrow)
        let tensor = UnsafeMutableBufferPointer<Float>.allocate(capacity: 3 * size.width * size.height)
        shorten(narrow, from: band.lowerBound, count: band.count, rows, into: tensor)
        return tensor
    }

    private func resizedSize(of image: DecodedImage) -> Pipeline.Size {
        switch step.resize {
        case nil: return Pipeline.Size(width: image.width, height: image.height)
        case .exactly(let size)?: return size
        case .shortSide(let side)?:
            let scale = Double(side) / Double(min(image.width, image.height))
            func scaled(_ length: Int) -> Int { Int((Double(length) * scale).rounded(.toNearestOrEven)) }
            return Pipeline.Size(width: scaled(image.width), height: scaled(image.height))
        }
    }

    /// Resizes the rows that count to the target's columns; three samples a pixel.
    private func narrowRows(_ image: DecodedImage, _ band: Range<Int>, _ columns: Resampler, into target: UnsafeMutableBufferPointer<UInt8>)
    {
        guard let source = image.pixels.baseAddress, let target = target.baseAddress else { return }
        let (stride, taps, width) = (image.bytesPerPixel, columns.taps, size.width)
        columns.weights.withUnsafeBufferPointer { weights in
            columns.starts.withUnsafeBufferPointer { starts in
                for (index, y) in band.enumerated() {
                    let row = source + y * image.width * stride
                    var out = target + index * width * 3
                    for x in 0..<width {
                        let first = starts[x]
                        let count = min(taps, image.width - first)
                        var (red, green, blue): (Float, Float, Float) = (0, 0, 0)
                        var pixel = row + first * stride
                        for tap in 0..<count {
                            let weight = weights[x * taps + tap]
                            red += weight * Float(pixel[0])
                            green += weight * Float(pixel[1])
                            blue += weight * Float(pixel[2])
                            pixel += stride
                        }
                        (out[0], out[1], out[2]) = (Self.sample(red), Self.sample(green), Self.sample(blue))
                        out += 3
                    }
                }
            }
        }
    }

    /// Resizes the columns to the target's rows and normalises.
    private func shorten(
        _ source: UnsafeMutableBufferPointer<UInt8>, from firstRow: Int, count rowCount: Int, _ rows: Resampler,
        into tensor: UnsafeMutableBufferPointer<Float>
    ) {
        let rowLength = size.width * 3
        // (sample / 255 − mean) / deviation, for each of the 256 samples that there are.
        let tables = (0..<3).map { channel in (0..<256).map { (Float($0) / 255 - step.mean[channel]) / step.deviation[channel] } }
        let sums = UnsafeMutableBufferPointer<Float>.allocate(capacity: rowLength)
        defer { sums.deallocate() }
        for y in 0..<size.height {
            sums.initialize(repeating: 0)
            let first = rows.starts[y] - firstRow
            for tap in 0..<min(rows.taps, rowCount - first) {
                let weight = rows.weights[y * rows.taps + tap]
                let offset = (first + tap) * rowLength
                for index in 0..<rowLength { sums[index] += weight * Float(source[offset + index]) }
            }
            for channel in 0..<3 {
                tables[channel].withUnsafeBufferPointer { table in
                    for x in 0..<size.width {
                        let sample = table[Int(Self.sample(sums[x * 3 + channel]))]
                        switch step.layout {
                        case .nchw: tensor[(channel * size.height + y) * size.width + x] = sample
                        case .nhwc: tensor[(y * size.width + x) * 3 + channel] = sample
                        }
                    }
                }
            }
        }
    }

    /// Rounds to the nearest sample.
    private static func sample(_ value: Float) -> UInt8 { UInt8(max(0, min(255, value + 0.5))) }
}
