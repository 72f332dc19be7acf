import Attestation

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What `cloister attest --json` printed of a node that it accepted.
struct AttestedOutput {
    private struct Document: Decodable {
        let accepted: Bool
        let measurement: String
        let executors: [String]
    }

    let control: Measurement
    let executors: [Measurement]

    /// Refuses a file of anything else, and of a node that was refused.
    init(path: String) throws {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(try LocalFile.read(path, atMost: 1 << 20))),
            let control = Measurement(document.measurement)
        else { throw LocalFileError(path, "is not what cloister attest --json prints of an accepted node") }
        guard document.accepted else { throw LocalFileError(path, "is of a node that was refused") }
        self.control = control
        executors = try document.executors.map {
            guard let executor = Measurement($0) else {
                throw LocalFileError(path, "names an executor by something that is no measurement")
            }
            return executor
        }
    }
}
