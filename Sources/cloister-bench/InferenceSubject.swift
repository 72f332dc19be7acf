import Foundation

/// The model, the pipeline and the photograph that both sides work on, from the folder that `make setup` fills.
struct InferenceSubject: Sendable {
    let model: String
    let runtime: String
    let pipeline: [UInt8]
    let photo: [UInt8]
    private let pipelinePath: String
    private let photoPath: String
    private let python: String
    private let script: String

    /// Finds the files in the project's folder, which is the present one.
    init() throws {
        let project = FileManager.default.currentDirectoryPath
        let file = { (path: String) in
            guard FileManager.default.isReadableFile(atPath: "\(project)/\(path)") else {
                throw FigureError("\(path) is missing. Type: make setup, and measure in the project's folder")
            }
            return "\(project)/\(path)"
        }
        model = try file(".wheels/models/efficientnet-lite0.onnx")
        runtime = try file(".wheels/onnxruntime/onnxruntime/capi/libonnxruntime.so.1.32.0")
        pipelinePath = try file(".wheels/models/image-classifier.json")
        photoPath = try file(".wheels/photos/chelsea.png")
        python = try file(".wheels/venv/bin/python")
        script = try file("scripts/model/measure.py")
        pipeline = Array(try Data(contentsOf: URL(fileURLWithPath: pipelinePath)))
        photo = Array(try Data(contentsOf: URL(fileURLWithPath: photoPath)))
    }

    /// Starts ONNX Runtime's own Python binding in a fresh process: what it loads is loaded for the first time, as in a fresh jail.
    func reference(threads: Int) throws -> InferenceReference {
        try InferenceReference(try Child(python, ["-B", script, model, pipelinePath, photoPath, "--threads", "\(threads)"]))
    }
}

/// A process of ONNX Runtime's own Python binding that does the same inference as often as it is asked.
struct InferenceReference {
    private struct Start: Decodable {
        let load: Double
        let labels: [String]
    }

    private let child: Child
    /// The seconds that loading the model took.
    let load: Double
    /// The most probable labels, the most probable first.
    let labels: [String]

    fileprivate init(_ child: Child) throws {
        self.child = child
        let start = try JSONDecoder().decode(Start.self, from: Data(try child.line().utf8))
        (load, labels) = (start.load, start.labels)
    }

    /// The seconds of one inference, by the process's own clock.
    func call() throws -> Double {
        try child.say("")
        guard let seconds = Double(try child.line()) else { throw FigureError("Python gives no time") }
        return seconds
    }

    func stop() { child.stop() }
}
