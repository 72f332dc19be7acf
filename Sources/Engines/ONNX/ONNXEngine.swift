import Execution

/// Runs a pipeline around an ONNX model. The model stays loaded; nothing else is left of a run.
struct ONNXEngine {
    /// The runtime's number in a load request.
    static let runtime: UInt8 = 1

    private let pipeline: Pipeline
    private let session: ONNXSession
    private let labels: [String]?
    private let target: ImageTarget

    /// Reads the payload and loads the model that it names.
    init(runtime: ONNXRuntime, payload: MappedFile, slots: [String: MappedFile], threads: Int32) throws(EngineFailure) {
        guard let pipeline = Pipeline(payload.content) else { throw EngineFailure(.invalidPayload) }
        guard let model = slots[pipeline.model] else { throw EngineFailure(.slotNotFilled, slot: pipeline.model) }
        self.pipeline = pipeline
        labels = try Self.labels(pipeline, slots)
        do throws(FailureCode) {
            session = try ONNXSession(runtime: runtime, model: model.content, threads: threads)
            target = try ImageTarget(pipeline.image, inputShape: session.inputShape)
        } catch {
            throw EngineFailure(error, slot: pipeline.model)
        }
    }

    /// Does a run. The files are the inputs and then the outputs, in the request's order.
    func run(_ request: JailRequest.Run, _ files: [MappedFile]) throws(EngineFailure) -> [JailReply.Output] {
        guard request.parameters.isEmpty else { throw EngineFailure(.invalidParameter) }
        let inputs = Dictionary(zip(request.inputs, files)) { first, _ in first }
        let slot = pipeline.image.input
        guard let photo = inputs[slot] else { throw EngineFailure(.slotNotFilled, slot: slot) }
        guard request.outputs.map(\.slot) == [pipeline.output], let output = files.last, files.count == request.inputs.count + 1 else {
            throw EngineFailure(.slotNotFilled, slot: pipeline.output)
        }
        let found = if let labels { labels as [String]? } else { try Self.labels(pipeline, inputs) }
        guard let labels = found else { throw EngineFailure(.slotNotFilled) }

        let tensor = try tensor(photo)
        defer { tensor.deallocate() }
        let text = try result(tensor, labels)
        guard text.utf8.count <= output.bytes.count else { throw EngineFailure(.outputTooLarge) }
        output.bytes.copyBytes(from: text.utf8)
        return [JailReply.Output(slot: pipeline.output, length: UInt64(text.utf8.count))]
    }

    /// The image as the model's input.
    private func tensor(_ photo: MappedFile) throws(EngineFailure) -> UnsafeMutableBufferPointer<Float> {
        do throws(FailureCode) {
            return try target.tensor(of: try ImageDecoder.decode(photo.content))
        } catch {
            throw EngineFailure(error, slot: pipeline.image.input)
        }
    }

    /// The most probable classes as JSON.
    private func result(_ tensor: UnsafeMutableBufferPointer<Float>, _ labels: [String]) throws(EngineFailure) -> String {
        do throws(FailureCode) {
            return try session.run(tensor, shape: target.shape) { values, shape throws(FailureCode) in
                // One value for each class: any number of dimensions, of which at most one is not 1.
                guard !values.isEmpty, shape.filter({ $0 != 1 }).count <= 1 else { throw .wrongTensorShape }
                guard values.count == labels.count else { throw .wrongLabels }
                guard values.allSatisfy(\.isFinite) else { throw .outputNotNumbers }
                return TopClasses(values, softmax: pipeline.softmax, count: pipeline.top).json(labels)
            }
        } catch {
            throw EngineFailure(error, slot: pipeline.model)
        }
    }

    /// The classes' names, where the payload or one of these slots holds them.
    private static func labels(_ pipeline: Pipeline, _ slots: [String: MappedFile]) throws(EngineFailure) -> [String]? {
        switch pipeline.labels {
        case .names(let names): return names
        case .slot(let slot):
            guard let file = slots[slot] else { return nil }
            guard let names = Pipeline.Labels.names(inLines: file.content) else { throw EngineFailure(.wrongLabels, slot: slot) }
            return names
        }
    }
}
