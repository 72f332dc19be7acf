import Foundation

/// Verifying evidence of real machines: beside PyPI's dcap-qvl, beside the signature checks alone, and reading alone.
struct AttestationFigures: FigureGroup {
    let name = "attestation"

    func measure() async throws -> [Figure] {
        let samples = try EvidenceSamples()
        return try await QuoteFigures(samples).measure() + SNPFigures(samples).measure() + ReadingFigures(samples).measure()
            + GrowthFigures(samples).measure()
    }
}

/// The evidence that is kept beside the project's folder, which is the present one.
struct EvidenceSamples {
    let folder: String

    init() throws {
        let project = FileManager.default.currentDirectoryPath
        folder = "\(project)/../shared/vectors/evidence"
        guard FileManager.default.isReadableFile(atPath: "\(folder)/INDEX.json") else {
            throw FigureError("there is no evidence of real machines in ../shared/vectors/evidence. Measure in the project's folder")
        }
    }

    func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)"))) }
}

/// The seconds that one of `count` repetitions takes.
func each(_ count: Int, _ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    for _ in 0..<count { try body() }
    return (clock.now - start).seconds / Double(count)
}
