import Glibc

/// Resizes rows or columns of an image with a filter that widens when the image shrinks, so that nothing aliases; the same filters, the
/// same rounding to 8 bits after each direction and so the same result as Pillow's `Image.resize`.
struct Resampler {
    /// The weight of a source pixel by its distance.
    enum Filter: String {
        case bilinear
        case bicubic

        /// The distance beyond which pixels have no weight.
        fileprivate var support: Double { self == .bilinear ? 1 : 2 }

        fileprivate func weight(_ distance: Double) -> Double {
            let x = abs(distance)
            switch self {
            case .bilinear: return x < 1 ? 1 - x : 0
            case .bicubic:
                // Catmull and Rom's kernel, a = −0.5.
                if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
                return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
            }
        }
    }

    /// For each target pixel the first source pixel that counts.
    let starts: [Int]
    /// How many weights each target pixel has.
    let taps: Int
    /// The weights, `taps` for each target pixel, zeros at the end where fewer count.
    let weights: [Float]

    /// Weights for resizing `source` pixels to `target`, of which only those in `range` are wanted.
    init(from source: Int, to target: Int, range: Range<Int>, filter: Filter) {
        let scale = Double(source) / Double(target)
        let stretch = max(scale, 1)
        let support = filter.support * stretch
        let taps = min(source, Int(support.rounded(.up)) * 2 + 1)
        var starts: [Int] = []
        var weights = [Float](repeating: 0, count: taps * range.count)
        for (row, pixel) in range.enumerated() {
            let center = (Double(pixel) + 0.5) * scale
            let first = max(0, Int(center - support + 0.5))
            let last = min(source, Int(center + support + 0.5))
            let row = row * taps
            let values = (first..<last).map { filter.weight((Double($0) - center + 0.5) / stretch) }
            let sum = values.reduce(0, +)
            for (index, value) in values.enumerated() { weights[row + index] = Float(sum == 0 ? value : value / sum) }
            starts.append(first)
        }
        (self.starts, self.taps, self.weights) = (starts, taps, weights)
    }

    /// The source pixels that any target pixel counts.
    func sources(of source: Int) -> Range<Int> {
        guard let first = starts.first, let last = starts.last else { return 0..<0 }
        return first..<min(source, last + taps)
    }
}
