import Foundation
import Testing

/// What refusing the worst input costs. Each decoder runs in a process of its own, whose processor time and memory the kernel bounds and counts.
@Suite struct CostTests {
    /// Longer than most decoders take.
    private static let length = 256 << 10
    /// For all inputs together. They take about a second; a decoder whose cost grows with the square of a length takes minutes for one.
    private static let processorSeconds: UInt = 60
    /// Beside the input itself.
    private static let memory = 8 << 20
    /// What a byte of input may become.
    private static let growth = 8

    private static func seeds(_ target: String) throws -> [[UInt8]] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus/\(target)")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).sorted { $0.path < $1.path }
            .prefix(4).map { [UInt8](try Data(contentsOf: $0)) }
    }

    @Test(arguments: FuzzTarget.all.map(\.name))
    func `[100][102] No input of a decoder's greatest length costs more than its share of time and memory`(name: String) async {
        await #expect(processExitsWith: .success) { [name = name as String] in
            let target = try #require(FuzzTarget.all.first { $0.name == name })
            let inputs = HostileInputs.of(length: max(target.longest, CostTests.length), seeds: try CostTests.seeds(name))
            var limit = rlimit(rlim_cur: rlim_t(CostTests.processorSeconds), rlim_max: rlim_t(CostTests.processorSeconds))
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &limit) == 0)
            // The first use of a library costs memory once.
            for input in inputs.suffix(8) { target.run(input) }
            for input in inputs {
                let before = ResidentMemory.now
                try #require(ResidentMemory.forgetPeak())
                target.run(input)
                let cost = ResidentMemory.peak - before
                #expect(cost <= CostTests.memory + CostTests.growth * input.count, "\(input.prefix(16)) of \(input.count) bytes")
            }
        }
    }
}
