import ControlAPI
import ControlPlane
import SealedData
import SwiftProtobuf
import Synchronization

/// The executors that are attached, and which of them has room. A value without I/O inside a lock.
final class ExecutorPool: Sendable {
    /// An attached executor.
    struct Member: Sendable {
        let number: UInt64
        let measurement: String
        let recipientKey: RecipientPublicKey
        let outbound: AsyncStream<Cloister_V1_AttachResponse>.Continuation
    }

    private struct Room {
        let member: Member
        let capacity: Int
        var leases: [Lease: RunID] = [:]
        var reserved = 0
        var isDraining = false
        var lastHeard: ContinuousClock.Instant
        // Envelopes of asset keys that were wrapped to this member before; wrapping costs more than the rest of a warm call.
        var envelopes: [AssetID: [UInt8]] = [:]

        var isFree: Bool { !isDraining && leases.count + reserved < capacity }
        var isIdle: Bool { leases.isEmpty && reserved == 0 }
    }

    private struct Contents {
        var next: UInt64 = 0
        var rooms: [UInt64: Room] = [:]
        var isDraining = false

        /// Tells an executor that nothing more will come; one with work on its way would end before that arrives, so it is told later.
        func drainIfIdle(_ number: UInt64) {
            guard isDraining, let room = rooms[number], room.isIdle else { return }
            room.member.outbound.yield(.with { $0.drain = .init() })
        }
    }

    private let contents = Mutex(Contents())

    /// Adds an executor that takes `capacity` runs at once.
    func attach(
        measurement: String, recipientKey: RecipientPublicKey, capacity: Int,
        outbound: AsyncStream<Cloister_V1_AttachResponse>.Continuation
    ) -> Member {
        contents.withLock { contents in
            contents.next += 1
            let member = Member(number: contents.next, measurement: measurement, recipientKey: recipientKey, outbound: outbound)
            contents.rooms[member.number] = Room(member: member, capacity: capacity, lastHeard: .now)
            if contents.isDraining { outbound.yield(.with { $0.drain = .init() }) }
            return member
        }
    }

    /// Removes an executor; the leases that it held are lost.
    func detach(_ member: Member) -> [Lease: RunID] {
        contents.withLock { $0.rooms.removeValue(forKey: member.number)?.leases ?? [:] }
    }

    /// Whether any executor takes another run.
    var hasRoom: Bool { contents.withLock { !$0.isDraining && $0.rooms.values.contains(where: \.isFree) } }

    /// Reserves room on the least busy executor whose measurement every asset of the run admits.
    func reserve(where admits: (_ measurement: String) -> Bool) -> Member? {
        contents.withLock { contents in
            guard !contents.isDraining else { return nil }
            let free = contents.rooms.values.filter { $0.isFree && admits($0.member.measurement) }
            guard
                let chosen = free.min(by: {
                    ($0.leases.count + $0.reserved, $0.member.number) < ($1.leases.count + $1.reserved, $1.member.number)
                })
            else { return nil }
            contents.rooms[chosen.member.number]?.reserved += 1
            return chosen.member
        }
    }

    /// Gives reserved room back.
    func release(_ member: Member) {
        contents.withLock { contents in
            contents.rooms[member.number]?.reserved -= 1
            contents.drainIfIdle(member.number)
        }
    }

    /// Turns reserved room into a lease; false if the executor is gone.
    func hold(_ lease: Lease, for run: RunID, on member: Member) -> Bool {
        contents.withLock { contents in
            guard contents.rooms[member.number] != nil else { return false }
            contents.rooms[member.number]?.reserved -= 1
            contents.rooms[member.number]?.leases[lease] = run
            return true
        }
    }

    /// Ends a lease and tells its run; nil if this executor does not hold it.
    func end(_ lease: Lease, on member: Member) -> RunID? {
        contents.withLock { contents in
            guard let run = contents.rooms[member.number]?.leases.removeValue(forKey: lease) else { return nil }
            contents.drainIfIdle(member.number)
            return run
        }
    }

    /// Every lease that is out.
    var leases: [(member: Member, lease: Lease, run: RunID)] {
        contents.withLock { contents in
            contents.rooms.values.flatMap { room in room.leases.map { (room.member, $0.key, $0.value) } }
        }
    }

    /// Notes a sign of life.
    func heard(from member: Member) { contents.withLock { $0.rooms[member.number]?.lastHeard = .now } }

    /// Executors that have been silent for longer than this.
    func silent(longerThan time: Duration) -> [Member] {
        contents.withLock { contents in contents.rooms.values.filter { .now - $0.lastHeard > time }.map(\.member) }
    }

    /// An asset key's envelope for this executor, made once.
    func envelope(of asset: AssetID, for member: Member, make: () throws -> [UInt8]) rethrows -> [UInt8] {
        if let known = contents.withLock({ $0.rooms[member.number]?.envelopes[asset] }) { return known }
        let fresh = try make()
        contents.withLock { contents in
            if (contents.rooms[member.number]?.envelopes.count ?? 0) >= Self.maximumEnvelopes {
                contents.rooms[member.number]?.envelopes.removeAll()
            }
            contents.rooms[member.number]?.envelopes[asset] = fresh
        }
        return fresh
    }

    /// Forgets the envelopes of an asset's key.
    func forget(_ asset: AssetID) {
        contents.withLock { contents in
            for number in contents.rooms.keys { contents.rooms[number]?.envelopes[asset] = nil }
        }
    }

    /// Hands out nothing any more, and asks every executor to end once it has finished what it has.
    func drain() {
        contents.withLock { contents in
            guard !contents.isDraining else { return }
            contents.isDraining = true
            for number in contents.rooms.keys { contents.drainIfIdle(number) }
        }
    }

    /// Hands nothing more to one executor, which asked for it. A run that was on its way to it is tried again elsewhere.
    func drain(_ member: Member) {
        contents.withLock { $0.rooms[member.number]?.isDraining = true }
        member.outbound.yield(.with { $0.drain = .init() })
    }

    /// Whether anything is worked on, or about to be.
    var isBusy: Bool { contents.withLock { $0.rooms.values.contains { !$0.leases.isEmpty || $0.reserved > 0 } } }

    /// Whether nothing is handed out any more.
    var isDraining: Bool { contents.withLock { $0.isDraining } }

    private static let maximumEnvelopes = 4096
}
