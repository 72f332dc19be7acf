import Foundation
import Ledger
import LedgerSQLite

/// A ledger of a million events in an SQLite file: how long it takes to open, to prove, and how much room it needs.
struct LargeLedgerFigures {
    private static let events = 1_000_000
    /// Events after the snapshot: as many as a node lets come together before it makes the next.
    private static let tail = 16_384
    private static let batch = 1000
    private static let eventBytes = 300
    private static let proofs = 500

    /// 100,000 objects of 100 bytes, of which each event changes one.
    private struct Objects: LedgerContents {
        static let snapshotFormat = "cloister.example/objects/v1"
        var count = 0
        var objects = [[UInt8]](repeating: [UInt8](repeating: 0, count: 100), count: 100_000)
        private var restored = 0

        init() {}

        mutating func apply(_ opened: OpenedRecord) throws {
            guard let event = opened.record["event"] else { throw FigureError("an entry without an event") }
            objects[count % objects.count] = Array(event.prefix(100))
            count += 1
        }

        mutating func restore(_ item: [UInt8]) throws {
            if restored < objects.count { objects[restored] = item } else { count = item.reduce(0) { $0 << 8 | Int($1) } }
            restored += 1
        }

        mutating func finishRestoring() throws {
            guard restored == objects.count + 1 else { throw FigureError("a snapshot that is not whole") }
        }

        var items: [[UInt8]] { objects + [(0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) }] }
    }

    func measure() async throws -> [Figure] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cloister-bench-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (path, origin) = ("\(folder)/journal.sqlite", try LedgerOrigin("cloister.example/bench"))
        let keys = try LedgerKeys(applicationSecret: [UInt8](repeating: 1, count: 32))
        let contents = try await fill(path, keys, origin)
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        let bytesPerEvent = Double(size) / Double(Self.events)

        var openings: [Double] = []
        for _ in 0..<5 {
            let store = try await SQLiteLedgerStore(path: path)
            openings.append(
                try await seconds {
                    let opened = try await Journal.open(store: store, keys: keys, origin: origin, as: Objects.self)
                    guard opened.snapshot != nil, opened.contents.count == Self.events, opened.contents.objects == contents else {
                        throw FigureError("the opening from the snapshot gave another state")
                    }
                })
            await store.close()
        }
        let store = try await SQLiteLedgerStore(path: path)
        let whole = try await seconds {
            var replayed = Objects()
            _ = try await Journal.open(store: store, keys: keys, origin: origin) { try replayed.apply($0) }
            guard replayed.count == Self.events, replayed.objects == contents else { throw FigureError("replaying gave another state") }
        }
        let opened = try await Journal.open(store: store, keys: keys, origin: origin, as: Objects.self)
        let proof = try await proving(opened.journal)
        await store.close()
        let note = "\(Int(bytesPerEvent)) bytes an event of \(Self.eventBytes); without a snapshot \((whole * 10).rounded() / 10) s"
        return [
            Figure(name: "ledger.open.million.snapshot", value: openings.median, unit: "s", target: 2, better: .lower, note: note),
            Figure(
                name: "ledger.proof.million", value: proof, unit: "ms", target: 1, better: .lower,
                note: "median of \(Self.proofs), anywhere in the log"),
        ]
    }

    private func fill(_ path: String, _ keys: LedgerKeys, _ origin: LedgerOrigin) async throws -> [[UInt8]] {
        let store = try await SQLiteLedgerStore(path: path)
        let journal = try await Journal.create(store: store, keys: keys, origin: origin)
        let contents = try await journal.whileRunning {
            var contents = Objects()
            while contents.count < Self.events {
                let first = contents.count
                let records = (first..<min(first + Self.batch, Self.events)).map { index in
                    LedgerRecord(fields: [
                        .init("kind", [1]), .init("event", (0..<Self.eventBytes).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ index &* 7) }),
                    ])
                }
                let sequences = try await journal.append(records)
                for (sequence, record) in zip(sequences, records) {
                    contents.objects[contents.count % contents.objects.count] = Array(record["event"]?.prefix(100) ?? [])
                    contents.count += 1
                    guard sequence > 0 else { throw FigureError("an event in place of the opening") }
                }
                guard first < Self.events - Self.tail, contents.count >= Self.events - Self.tail else { continue }
                _ = try await journal.snapshot(at: journal.size, format: Objects.snapshotFormat, items: contents.items)
            }
            return contents.objects
        }
        await store.close()
        return contents
    }

    /// The median time of a proof of a random entry, in milliseconds; the first ones read tiles that nobody has read before.
    private func proving(_ journal: Journal) async throws -> Double {
        let checkpoint = try journal.checkpoint
        var times: [Double] = []
        for round in 0..<Self.proofs {
            let sequence = UInt64(round &* 7_919_993 % Self.events)
            var proof: InclusionProof?
            times.append(try await seconds { proof = try await journal.inclusionProof(sequence: sequence) })
            let entry = try await journal.proof(sequence: sequence, disclosing: [])
            guard entry.inclusion == proof else { throw FigureError("two proofs of one entry differ") }
            _ = try ProofVerifier.verify(entry, checkpoint: checkpoint)
        }
        return times.median * 1000
    }
}
