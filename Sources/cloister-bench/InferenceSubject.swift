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

    /// What ONNX Runtime's own Python binding makes of the photograph, and in what time, in seconds.
    struct Reference: Decodable {
        let load: Double
        let calls: [Double]
        let labels: [String]
    }

    /// Measures in a fresh process: what it loads is loaded for the first time, as in a fresh jail.
    func reference(threads: Int, calls: Int) throws -> Reference {
        let output = try Program.run(
            python, ["-B", script, model, pipelinePath, photoPath, "--threads", "\(threads)", "--calls", "\(calls)"])
        return try JSONDecoder().decode(Reference.self, from: Data(output.utf8))
    }
}
