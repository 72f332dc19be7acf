import Attestation
import Foundation
import Wire

/// One TDX quote with all its collateral, beside PyPI's dcap-qvl (Rust) with the same in a process of its own.
struct QuoteFigures {
    private static let rounds = 7
    private static let samples = 20
    private static let repetitions = 20

    private let subject: QuoteSubject
    private let folder: String

    init(_ samples: EvidenceSamples) throws {
        subject = try QuoteSubject(samples)
        folder = samples.folder
    }

    func measure() async throws -> [Figure] {
        let project = FileManager.default.currentDirectoryPath
        let peer = try Child(
            "\(project)/.wheels/venv/bin/python",
            ["-B", "\(project)/scripts/tests/dcap_qvl_exchange.py", "measure", folder, subject.caseForPeer])
        defer { peer.stop() }
        struct Verdict: Decodable {
            let status: String
            let advisories: [String]
        }
        let theirs = try JSONDecoder().decode(Verdict.self, from: Data(try peer.line().utf8))
        let cold = try await comparison(beside: peer, theirs.status, theirs.advisories) { try subject.verifyFromCold() }
        let cached = try await comparison(beside: peer, theirs.status, theirs.advisories) { try subject.verifyWithCache() }
        return [
            cold.figure("attestation.tdx.cold.vsDcapQvl", atMost: 1), cached.figure("attestation.tdx.cached.vsDcapQvl", atMost: 0.35),
        ]
    }

    private func comparison(
        beside peer: Child, _ status: String, _ advisories: [String], _ verify: () throws -> TCBStanding?
    ) async throws -> Comparison {
        try await Comparison(rounds: Self.rounds, samples: Self.samples) {
            try each(Self.repetitions) {
                guard let standing = try verify(), standing.status.rawValue == status, standing.advisories == advisories else {
                    throw FigureError("the quote's standing here is another than dcap-qvl's")
                }
            }
        } beside: {
            try peer.say("\(Self.repetitions)")
            guard let seconds = Double(try peer.line()) else { throw FigureError("dcap-qvl gave no figure") }
            return seconds
        }
    }
}
