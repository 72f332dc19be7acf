import Testing

@testable import Execution

/// The demo's model and photographs, where `make` has fetched them.
@Suite(.enabled(if: Host.canRun && Host.hasModel, "needs the model and the photographs below .wheels")) struct RealModelTests {
    @Test(arguments: [
        ("chelsea.png", "tiger cat", 0.383437), ("coffee.png", "espresso", 0.956652), ("rocket.jpg", "missile", 0.380917),
        ("camera.png", "tripod", 0.94418), ("motorcycle_left.png", "moped", 0.499244),
    ])
    func `A photograph comes out as in ONNX Runtime's own Python binding`(photo: String, label: String, probability: Double) async throws {
        let scenario = try Scenario()
        scenario.payload = Processes.bytes(Host.package + "/.wheels/models/image-classifier.json")
        scenario.modelBytes = Processes.bytes(Host.package + "/.wheels/models/efficientnet-lite0.onnx")
        let executor = try await scenario.executor()
        let assignment = try scenario.assignment(photo: Processes.bytes(Host.package + "/.wheels/photos/" + photo))
        let result = await executor.execute(assignment, unwrap: scenario.executorKey)
        let text = try scenario.text(result, of: assignment)
        #expect(text.hasPrefix(#"[{"label":"\#(label)"#))
        let found = try #require(text.split(separator: "\"probability\":").dropFirst().first?.prefix(8)).description
        #expect(abs(try #require(Double(found)) - probability) < 0.002)
        await executor.shutdown()
    }
}

extension Host {
    static var hasModel: Bool {
        !Processes.bytes(package + "/.wheels/models/image-classifier.json").isEmpty
            && !Processes.bytes(package + "/.wheels/photos/rocket.jpg").isEmpty
    }
}
