import Client
import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2

/// An inference through the whole path, beside ONNX Runtime's own Python binding and a bare echo of the same bytes.
///
/// Ours: the party's client seals the photograph into its session, the ledger makes the admission, the charge and the lease durable, the
/// executor runs the jail, the result becomes durable and sealed for its recipient, and the client opens it.
struct InferenceFigures: FigureGroup {
    private static let rounds = 7
    private static let calls = 20
    private static let threads = 1

    let name = "inference"

    /// Medians of one round, in seconds.
    private struct Round {
        let warm: Double
        let cold: Double
        let python: Double
        let load: Double
        let echo: Double
    }

    func measure() async throws -> [Figure] {
        // Before any child is started: ONNX Runtime reports home otherwise.
        setenv("ORT_DISABLE_TELEMETRY", "1", 1)
        let subject = try InferenceSubject()
        let folder = try ScratchFolder()
        let peer = try EchoPeer(in: folder)
        defer { peer.stop() }
        let cloud = try await Cloud(in: folder, subject)
        defer { cloud.stop() }
        let rounds = try await peer.withMutualTLS { echo in
            try await cloud.withCustomer { customer in
                let agreement = try await customer.agree()
                // Not counted: the connections, the caches and the warm jail come about.
                for _ in 0..<5 {
                    _ = try await customer.classify(under: agreement)
                    try await echo.echo(subject.photo)
                }
                var rounds: [Round] = []
                for _ in 0..<Self.rounds { rounds.append(try await round(subject, customer, agreement, echo)) }
                return rounds
            }
        }
        return figures(rounds)
    }

    private func round(
        _ subject: InferenceSubject, _ customer: Cloud.Customer, _ agreement: String, _ echo: GRPCClient<HTTP2ClientTransport.Posix>
    ) async throws -> Round {
        let reference = try subject.reference(threads: Self.threads)
        defer { reference.stop() }
        var (warm, python, bare): ([Double], [Double], [Double]) = ([], [], [])
        for _ in 0..<Self.calls {
            python.append(try reference.call())
            bare.append(try await seconds { try await echo.echo(subject.photo) })
            warm.append(try await seconds { try Self.check(try await customer.classify(under: agreement), reference.labels) })
        }
        let fresh = try await customer.agree()
        let cold = try await seconds { try Self.check(try await customer.classify(under: fresh), reference.labels) }
        return Round(warm: warm.median, cold: cold, python: python.median, load: reference.load, echo: bare.median)
    }

    private func figures(_ rounds: [Round]) -> [Figure] {
        let warm = rounds.map { $0.warm / ($0.python + 2.5 * $0.echo) }
        let cold = rounds.map { $0.cold / (2 * $0.load + 0.1) }
        let note = { (part: (Round) -> Double) in "\((rounds.map(part).median * 10_000).rounded() / 10) ms" }
        return [
            Figure(
                name: "inference.warm.vsPython", value: warm.median, unit: "ratio", target: 1, better: .lower,
                note: "ours \(note(\.warm)), Python \(note(\.python)), echo \(note(\.echo))"),
            Figure(
                name: "inference.cold.vsLoad", value: cold.median, unit: "ratio", target: 1, better: .lower,
                note: "ours \(note(\.cold)), load \(note(\.load))"),
        ]
    }

    private static func check(_ labels: [String], _ expected: [String]) throws {
        guard labels == expected else { throw FigureError("the photograph is \(labels) here, and \(expected) by Python") }
    }
}
