import Foundation
import Testing

/// Short inputs whose lengths and counts claim the most there is. What a decoder asks for must follow from what it was given, not from what that says.
@Suite struct ClaimTests {
    /// Address space beside what the process has: half of what the smallest claim of 32 bits would take.
    private static let space = 512 << 20
    /// The most bytes of resident memory that one input may cost: a claim of 24 bits that is believed costs twice that.
    private static let memory = 8 << 20
    private static let processorSeconds: UInt = 120

    /// Lengths as our formats write them: of 1, 2, 3, 4 and 8 bytes, of DER and of CBOR, with the highest value or its half.
    private static let claims: [[UInt8]] = [
        [0xff], [0x7f], [0xff, 0xff], [0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0xff], [0x7f, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f],
        [0x00, 0x00, 0x00, 0x40], [0x40, 0x00, 0x00, 0x00],
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x84, 0xff, 0xff, 0xff, 0xff],
        [0x83, 0xff, 0xff, 0xff], [0x5a, 0x7f, 0xff, 0xff, 0xff], [0x9a, 0x7f, 0xff, 0xff, 0xff], [0xba, 0x7f, 0xff, 0xff, 0xff],
        [0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x9b, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff],
    ]

    /// Every claim at every place of a seed, or at 24 places of a long one; what follows is cut, or stays. One input at a time.
    static func forEachInput(from seed: [UInt8], atMost longest: Int, _ body: ([UInt8]) throws -> Void) rethrows {
        for place in stride(from: 0, to: seed.count, by: max(1, seed.count / 24)) {
            for claim in claims {
                let changed = Array(seed[..<place]) + claim
                guard changed.count <= longest else { continue }
                try body(changed)
                try body(changed + seed.dropFirst(place + claim.count))
            }
        }
    }

    @Test(arguments: FuzzTarget.all.map(\.name))
    func `[2][100] No decoder asks for memory that its input only claims`(name: String) async {
        await #expect(processExitsWith: .success) { [name = name as String] in
            let target = try #require(FuzzTarget.all.first { $0.name == name })
            let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus/\(name)")
            let seeds = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).sorted {
                $0.path < $1.path
            }
            .prefix(1).map { [UInt8](try Data(contentsOf: $0)) }
            // The first use of a library costs memory once.
            for seed in seeds { target.run(seed) }
            var seconds = rlimit(rlim_cur: rlim_t(ClaimTests.processorSeconds), rlim_max: rlim_t(ClaimTests.processorSeconds))
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &seconds) == 0)
            // An allocation that is never touched shows in no count of pages: beyond this it fails, and ends the process.
            let bound = rlim_t(try #require(ResidentMemory.addressSpace) + ClaimTests.space)
            var space = rlimit(rlim_cur: bound, rlim_max: bound)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &space) == 0)
            for seed in seeds {
                try ClaimTests.forEachInput(from: seed, atMost: max(target.longest, seed.count)) { input in
                    let before = ResidentMemory.now
                    try #require(ResidentMemory.forgetPeak())
                    target.run(input)
                    let cost = ResidentMemory.peak - before
                    #expect(cost <= ClaimTests.memory, "\(input.prefix(16)) of \(input.count) bytes cost \(cost)")
                }
            }
        }
    }
}
