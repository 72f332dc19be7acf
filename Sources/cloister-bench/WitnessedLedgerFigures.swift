import Foundation
import Ledger
import LedgerSQLite
import LedgerWitness
import Logging
import Wire

/// Commits one after the other without witnesses and under a quorum of 2 of 3, beside what they are made of: the local commit, and the round trip of the
/// slowest witness that is needed. The witnesses are real ones, over HTTP, each behind a distance of its own.
struct WitnessedLedgerFigures: FigureGroup {
    private static let commits = 150
    private static let needed = 2
    /// What the way to each witness and back takes, besides the witness: as in the same city, country and continent.
    private static let distances: [Duration] = [.milliseconds(5), .milliseconds(12), .milliseconds(30)]

    /// A witness behind a distance.
    private struct Distant: WitnessChannel {
        let distance: Duration
        let near: HTTPWitness

        func addCheckpoint(_ body: [UInt8]) async throws -> WitnessReply {
            try await Task.sleep(for: distance / 2)
            let reply = try await near.addCheckpoint(body)
            try await Task.sleep(for: distance / 2)
            return reply
        }
    }

    /// Durations in milliseconds.
    private struct Commits {
        let off: Double
        let quorum: Double
        let roundTrip: Double
        var ratio: Double { quorum / (roundTrip + off) }
    }

    let name = "ledger.commit"

    func measure() async throws -> [Figure] {
        _ = try await compare()
        var runs: [Commits] = []
        for _ in 0..<3 { runs.append(try await compare()) }
        let sorted = runs.sorted { $0.ratio < $1.ratio }
        let middle = sorted[sorted.count / 2]
        let numbers = [middle.off, middle.quorum, middle.roundTrip].map { "\(($0 * 100).rounded() / 100)" }
        let note = "medians: off \(numbers[0]) ms, 2-of-3 \(numbers[1]) ms; slowest needed witness's round trip \(numbers[2]) ms"
        return [
            Figure(
                name: "ledger.commit.off", value: middle.off, unit: "ms", target: 10, better: .lower, note: "witness policy off, one writer"
            ),
            Figure(
                name: "ledger.commit.2of3", value: middle.quorum, unit: "ms", target: 1.3 * (middle.roundTrip + middle.off), better: .lower,
                note: "witness policy 2-of-3, one writer"),
            Figure(name: "ledger.commit.2of3.vsRoundTrip", value: middle.ratio, unit: "ratio", target: 1.3, better: .lower, note: note),
        ]
    }

    private func compare() async throws -> Commits {
        let folder = try ScratchFolder()
        let keys = try LedgerKeys(applicationSecret: [UInt8](repeating: 1, count: 32))
        let origin = try LedgerOrigin("cloister.example/bench")
        let store = try await SQLiteLedgerStore(path: folder("off/journal.sqlite"))
        let off = try await commits(to: try await Journal.create(store: store, keys: keys, origin: origin))
        await store.close()

        let log = try WitnessedLog(origin: origin, keys: [keys.checkpointKey(origin: origin)])
        let signers = try Self.distances.indices.map { try CosignerSigningKey(name: "witness.example/w\($0 + 1)") }
        return try await serving(signers, log, folder) { ways in
            let policy = try WitnessPolicy.quorum(needed: Self.needed, of: signers.map(\.verifier), faulty: 0, maximumAge: 3_600)
            let quorum = WitnessQuorum(policy: policy, channels: ways, clock: LedgerClock(policy: policy))
            let store = try await SQLiteLedgerStore(path: folder("quorum/journal.sqlite"))
            let (latency, head) = try await withThrowingTaskGroup(of: Void.self, returning: (Double, Checkpoint).self) { group in
                group.addTask { await quorum.run() }
                let journal = try await Journal.create(store: store, keys: keys, origin: origin, witnesses: quorum)
                let latency = try await commits(to: journal)
                group.cancelAll()
                return (latency, try journal.checkpoint)
            }
            await store.close()
            guard (try? policy.verify(head.note)) != nil else { throw FigureError("a commit was acknowledged without its quorum") }
            return Commits(off: off, quorum: latency, roundTrip: try await roundTrip(ways, head))
        }
    }

    /// The median time of a durable, acknowledged event, in milliseconds.
    private func commits(to journal: Journal) async throws -> Double {
        try await journal.whileRunning {
            var times: [Double] = []
            for index in 0..<Self.commits {
                let event = [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: 300)
                times.append(
                    try await seconds { try await journal.append([LedgerRecord(fields: [.init("kind", [1]), .init("event", event)])]) })
            }
            return times.median * 1000
        }
    }

    /// The round trip of the slowest of the fastest witnesses that make a quorum: each cosigns the same head again, and remembers it first.
    private func roundTrip(_ ways: [String: any WitnessChannel], _ head: Checkpoint) async throws -> Double {
        let request = WitnessRequest(oldSize: head.size, proof: [], checkpoint: head.note).bytes
        var medians: [Double] = []
        for way in ways.values {
            var times: [Double] = []
            for _ in 0..<(Self.commits / 3) {
                times.append(
                    try await seconds {
                        let reply = try await way.addCheckpoint(request)
                        // The slowest witness may not have been shown the last head yet.
                        guard [200, 409].contains(reply.status) else { throw FigureError("a witness answered \(reply.status)") }
                    })
            }
            medians.append(times.median * 1000)
        }
        return medians.sorted()[Self.needed - 1]
    }

    /// Runs the witnesses beside `body`, which gets the ways to them.
    private func serving<Value: Sendable>(
        _ signers: [CosignerSigningKey], _ log: WitnessedLog, _ folder: ScratchFolder,
        _ body: @escaping @Sendable ([String: any WitnessChannel]) async throws -> Value
    ) async throws -> Value {
        var logger = Logger(label: "cloister-bench")
        logger.logLevel = .critical
        let (ports, ready) = AsyncStream.makeStream(of: (name: String, port: Int).self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for signer in signers {
                let name = signer.verifier.name
                let place = try WitnessFolder(path: folder(String(name.split(separator: "/").last ?? "w")))
                try place.save(WitnessState(key: signer.verifier).wireBytes)
                let witness = try Witness(key: signer, logs: [log], store: place, clock: { UInt64(max(0, time(nil))) })
                let server = WitnessServer(witness: witness, host: "127.0.0.1", port: 0, logger: logger) { ready.yield((name, $0)) }
                group.addTask { try await server.runWithoutSignals() }
            }
            var ways: [String: any WitnessChannel] = [:]
            for await (name, port) in ports {
                let index = signers.firstIndex { $0.verifier.name == name } ?? 0
                guard let near = HTTPWitness(url: "http://127.0.0.1:\(port)", deadline: .seconds(10)) else {
                    throw FigureError("a witness has no address")
                }
                ways[name] = Distant(distance: Self.distances[index], near: near)
                if ways.count == signers.count { ready.finish() }
            }
            let value = try await body(ways)
            group.cancelAll()
            return value
        }
    }
}
