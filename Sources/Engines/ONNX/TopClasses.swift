import Glibc

/// The classes with the greatest values of a model's output.
struct TopClasses {
    /// A class's number and its value, a probability after softmax.
    let classes: [(index: Int, value: Double)]

    /// Picks at most `count` classes, the greatest first and the lesser number first among equals. All values must be finite.
    init(_ values: UnsafeBufferPointer<Float>, softmax: Bool, count: Int) {
        var weights = values.map(Double.init)
        if softmax {
            let greatest = weights.max() ?? 0
            var sum = 0.0
            for index in weights.indices {
                weights[index] = exp(weights[index] - greatest)
                sum += weights[index]
            }
            for index in weights.indices { weights[index] /= sum }
        }
        let order = weights.indices.sorted { weights[$0] == weights[$1] ? $0 < $1 : weights[$0] > weights[$1] }
        classes = order.prefix(count).map { ($0, weights[$0]) }
    }

    /// `[{"label":…,"index":…,"probability":…}, …]`, values with six digits after the point.
    func json(_ labels: [String]) -> String {
        var text = "["
        for (index, value) in classes {
            if text != "[" { text += "," }
            text += "{\"label\":"
            JSONValue.write(labels[index], to: &text)
            text += ",\"index\":\(index),\"probability\":\(Self.decimal(value))}"
        }
        return text + "]\n"
    }

    /// Six digits after the point. A value too great for that keeps its shortest form.
    private static func decimal(_ value: Double) -> String {
        let millionths = (value.magnitude * 1_000_000).rounded()
        guard millionths < 1e15 else { return "\(value)" }
        let (whole, fraction) = Int(millionths).quotientAndRemainder(dividingBy: 1_000_000)
        let digits = "\(fraction)"
        let sign = value < 0 && millionths > 0 ? "-" : ""
        return "\(sign)\(whole)." + String(repeating: "0", count: 6 - digits.count) + digits
    }
}
