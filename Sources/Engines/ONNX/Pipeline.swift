/// What an `onnx` function does around its model (docs/spec/onnx-pipeline.md).
struct Pipeline: Equatable {
    /// How an image becomes the model's input.
    var image: ImageStep
    /// The slot of the model.
    var model: String
    /// Whether the model's output becomes probabilities.
    var softmax: Bool
    /// How many classes are in the result.
    var top: Int
    /// What the classes are called.
    var labels: Labels
    /// The slot of the result.
    var output: String

    enum Labels: Equatable {
        /// Names in the description itself.
        case names([String])
        /// A slot that holds a name a line.
        case slot(String)
    }

    struct ImageStep: Equatable {
        var input: String
        var resize: Resize?
        var crop: Size?
        var interpolation: Resampler.Filter
        var mean: [Float]
        var deviation: [Float]
        var layout: Layout
    }

    enum Resize: Equatable {
        /// The shorter side becomes this long, the other keeps the proportion.
        case shortSide(Int)
        case exactly(Size)
    }

    struct Size: Hashable {
        var width: Int
        var height: Int
    }

    /// The order of the input tensor's dimensions.
    enum Layout: String {
        case nchw
        case nhwc
    }

    /// The longest side of an image after resizing or cropping.
    static let maximumSide = 4096
    /// The most classes in a result, and the most labels.
    static let maximumClasses = 65_536
    /// The longest label, in bytes.
    static let maximumLabel = 256
}
