/// ONNX models of a few hundred bytes, written field by field as onnx.proto has them.
enum TinyModel {
    /// Takes 1 × 3 × 8 × 8 and gives three values, ten times the mean of each channel: red, green and blue.
    static let colours = model(nodes: [mean, flatten, scale(to: "logits")])

    /// Like ``colours``, for a tensor of another order.
    static let coloursLast = model(
        nodes: [node("ReduceMean", ["pixels"], "mean", [ints("axes", [1, 2])]), flatten, scale(to: "logits")], input: [1, 8, 8, 3])

    /// Gives values that are not numbers.
    static let notNumbers = model(nodes: [mean, flatten, scale(to: "negative"), node("Log", ["negative"], "logits")], factor: -1)

    /// Takes images of four channels.
    static let fourChannels = model(nodes: [mean, flatten, scale(to: "logits")], input: [1, 4, 8, 8])

    /// Takes whole numbers.
    static let integers = model(
        nodes: [
            node("Cast", ["pixels"], "floats", [int("to", 1)]), node("ReduceMean", ["floats"], "mean", [ints("axes", [2, 3])]), flatten,
            scale(to: "logits"),
        ],
        inputType: 7)

    /// Asks for 64 GiB in a run.
    static let memoryBomb = model(
        nodes: [
            mean, flatten, scale(to: "small"), node("ReduceMax", ["small"], "one", [ints("axes", [0, 1])]),
            node("Expand", ["one", "huge"], "wide"), node("ReduceMax", ["wide"], "most", [ints("axes", [0, 1])]),
            node("Add", ["small", "most"], "logits"),
        ], integers: [("huge", [1 << 17, 1 << 17])])

    /// Multiplies great matrices for minutes.
    static let slow = slow(multiplications: 64, side: 4096)

    /// Multiplies square matrices so many times; of a black image the result is all zeros.
    static func slow(multiplications: Int, side: Int) -> [UInt8] {
        model(
            nodes: [
                mean, flatten, scale(to: "small"), node("ReduceMax", ["small"], "one", [ints("axes", [0, 1])]),
                node("Expand", ["one", "large"], "m0"),
            ]
                + (0..<multiplications).map { node("MatMul", ["m\($0)", "m\($0)"], "m\($0 + 1)") }
                + [
                    node("ReduceMin", ["m\(multiplications)"], "least", [ints("axes", [0, 1])]),
                    node("Sum", ["small", "least"], "logits"),
                ],
            integers: [("large", [side, side])])
    }

    private static let mean = node("ReduceMean", ["pixels"], "mean", [ints("axes", [2, 3])])
    private static let flatten = node("Flatten", ["mean"], "flat")
    private static func scale(to output: String) -> [UInt8] { node("MatMul", ["flat", "weights"], output) }

    /// A model with one input `pixels`, one output `logits` and the weights of a scaling by `factor`.
    private static func model(
        nodes: [[UInt8]], input: [Int] = [1, 3, 8, 8], inputType: Int = 1, factor: Float = 10, integers: [(String, [Int])] = []
    ) -> [UInt8] {
        let channels = input[1] == 8 ? input[3] : input[1]
        let weights = (0..<channels * 3).map { $0 / 3 == $0 % 3 ? factor : 0 }
        var graph: [UInt8] = nodes.flatMap { bytes(1, $0) } + text(2, "tiny")
        graph += bytes(
            5, number(1, channels) + number(1, 3) + number(2, 1) + text(8, "weights") + bytes(9, weights.flatMap(\.littleEndian)))
        for (name, values) in integers {
            graph += bytes(5, number(1, values.count) + number(2, 7) + text(8, name) + bytes(9, values.flatMap(\.littleEndianBytes)))
        }
        graph += bytes(11, value("pixels", type: inputType, input)) + bytes(12, value("logits", type: 1, [1, 3]))
        return number(1, 8) + text(2, "cloister tests") + bytes(7, graph) + bytes(8, text(1, "") + number(2, 13))
    }

    private static func node(_ operation: String, _ inputs: [String], _ output: String, _ attributes: [[UInt8]] = []) -> [UInt8] {
        inputs.flatMap { text(1, $0) } + text(2, output) + text(3, output) + text(4, operation) + attributes.flatMap { bytes(5, $0) }
    }

    private static func int(_ name: String, _ value: Int) -> [UInt8] { text(1, name) + number(3, value) + number(20, 2) }
    private static func ints(_ name: String, _ values: [Int]) -> [UInt8] {
        text(1, name) + values.flatMap { number(8, $0) } + number(20, 7)
    }

    private static func value(_ name: String, type: Int, _ shape: [Int]) -> [UInt8] {
        text(1, name) + bytes(2, bytes(1, number(1, type) + bytes(2, shape.flatMap { bytes(1, number(1, $0)) })))
    }

    private static func number(_ field: Int, _ value: Int) -> [UInt8] { variable(UInt64(field << 3)) + variable(UInt64(value)) }
    private static func bytes(_ field: Int, _ value: [UInt8]) -> [UInt8] {
        variable(UInt64(field << 3 | 2)) + variable(UInt64(value.count)) + value
    }
    private static func text(_ field: Int, _ value: String) -> [UInt8] { bytes(field, Array(value.utf8)) }

    private static func variable(_ value: UInt64) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7f) | 0x80] + variable(value >> 7)
    }
}

extension Float {
    fileprivate var littleEndian: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: bitPattern >> (8 * $0)) } }
}

extension Int {
    fileprivate var littleEndianBytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) } }
}
