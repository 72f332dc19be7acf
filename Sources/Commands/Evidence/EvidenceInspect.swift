import ArgumentParser
import Attestation

/// Explains the fields of evidence that nobody verified.
struct EvidenceInspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Tell in words what evidence says. Nothing is verified.")

    @Argument(help: "The evidence.", completion: .file()) var file: String
    @OptionGroup var output: OutputOptions

    func run() throws {
        let bytes = try LocalFile.read(file, atMost: EvidenceFile.maximumLength)
        let inspection = EvidenceInspection(bytes)
        try EvidenceInspectReport(inspection).show(asJSON: output.json)
        if let problem = inspection.problem {
            throw CommandFailure(.appraisalRefused, reason: problem.code.uppercased(), message: problem.message)
        }
    }
}

/// What evidence says.
struct EvidenceInspectReport: Report {
    struct Field: Encodable {
        let name: String
        let value: ClaimValue
        let meaning: String
    }

    let format: String
    let verified = false
    let fields: [Field]

    init(_ inspection: EvidenceInspection) {
        format = "\(inspection.format)"
        fields = inspection.fields.map { Field(name: $0.name, value: $0.value, meaning: $0.meaning) }
    }

    var lines: [String] {
        let width = min(26, fields.map(\.name.count).max() ?? 0)
        let rows = fields.flatMap { field in
            let name = field.name + String(repeating: " ", count: max(0, width - field.name.count) + 2)
            return [name + field.value.description, String(repeating: " ", count: width + 2) + "↳ " + field.meaning]
        }
        return ["format: \(format)", "NOT VERIFIED: this is what the file says, and nobody vouches for it here", ""] + rows
    }

    private enum CodingKeys: String, CodingKey { case format, verified, fields }
}
