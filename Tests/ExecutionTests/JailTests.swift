import Testing

@testable import Execution

@Suite(.enabled(if: Host.canRun, Host.why)) struct JailTests {
    private static let limits = JailLimits(memoryBytes: 1 << 30, processorSeconds: 600, threads: 1)
    private static let photo = TinyImage.png(width: 16, height: 12, red: 10, green: 200, blue: 30)
    private static let room = JailRequest.Room(slot: "labels", maximumBytes: 4096)

    @Test func `[85][86] A jail can reach nothing outside itself, and is ended when it asks for more`() async throws {
        let jail = try await Jail.start(try Host.image())
        let (findings, status) = try await jail.check(within: .seconds(20))
        #expect(findings == [])
        let endedByFilter: Int32 = 128 + 31
        #expect(status == endedByFilter)
        await jail.end()
    }

    static func run(model: [UInt8], payload: [UInt8] = Pipelines.colours, photo: [UInt8], limits: JailLimits = limits) async throws -> String {
        let jail = try await Jail.start(try Host.image())
        do {
            let files = [try MemoryFile.sealed(name: "payload", payload), try MemoryFile.sealed(name: "model", model)]
            try await jail.load(.init(runtime: 1, limits: limits, slots: ["model"]), files: files, within: .seconds(30))
            let output = try MemoryFile.room(name: "output", length: room.maximumBytes)
            let lengths = try await jail.run(
                .init(parameters: [], inputs: ["photo"], outputs: [room]), files: [try .sealed(name: "photo", photo), output],
                within: .seconds(30))
            await jail.end()
            return String(decoding: try output.read(lengths[0]), as: UTF8.self)
        } catch {
            await jail.end()
            throw error
        }
    }
}
