import ControlAPI
import ControlPlane
import SealedData
import Testing

@testable import Server

@Suite struct ExecutorPoolTests {
    private static let measurement = "software-tee:ab12"

    private func attach(to pool: ExecutorPool, capacity: Int, measurement: String = Self.measurement) throws -> ExecutorPool.Member {
        let (_, outbound) = AsyncStream.makeStream(of: Cloister_V1_AttachResponse.self)
        return pool.attach(
            measurement: measurement, recipientKey: try RecipientPrivateKey().publicKey, capacity: capacity, outbound: outbound)
    }

    @Test func `Reserved room and leases count against the capacity together`() throws {
        let pool = ExecutorPool()
        #expect(!pool.hasRoom && pool.reserve { _ in true } == nil)
        let member = try attach(to: pool, capacity: 2)
        let first = try #require(pool.reserve { _ in true })
        #expect(pool.hold(Lease(fence: 1, nonce: 1), for: .random(), on: first))
        _ = try #require(pool.reserve { _ in true })
        #expect(!pool.hasRoom && pool.reserve { _ in true } == nil)
        pool.release(member)
        #expect(pool.hasRoom && pool.isBusy)
    }

    @Test func `[109] A lease ends once, and only for the executor that holds it`() throws {
        let pool = ExecutorPool()
        let (one, two) = (try attach(to: pool, capacity: 1), try attach(to: pool, capacity: 1))
        let (lease, run) = (Lease(fence: 1, nonce: 7), RunID.random())
        let holder = try #require(pool.reserve { _ in true })
        #expect(pool.hold(lease, for: run, on: holder))
        let other = holder.number == one.number ? two : one
        #expect(pool.end(lease, on: other) == nil)
        #expect(pool.end(lease, on: holder) == run)
        #expect(pool.end(lease, on: holder) == nil)
    }

    @Test func `[108] An executor that is gone takes no lease, and those that it had are lost`() throws {
        let pool = ExecutorPool()
        let member = try attach(to: pool, capacity: 2)
        let (lease, run) = (Lease(fence: 1, nonce: 7), RunID.random())
        _ = pool.reserve { _ in true }
        _ = pool.reserve { _ in true }
        #expect(pool.hold(lease, for: run, on: member))
        #expect(pool.detach(member) == [lease: run])
        #expect(!pool.hold(Lease(fence: 2, nonce: 7), for: run, on: member))
        #expect(pool.end(lease, on: member) == nil && !pool.isBusy)
    }

    @Test func `[128] An executor that the assets do not admit is not chosen`() throws {
        let pool = ExecutorPool()
        _ = try attach(to: pool, capacity: 1, measurement: "software-tee:cd34")
        #expect(pool.reserve { $0 == Self.measurement } == nil)
        let member = try attach(to: pool, capacity: 1)
        #expect(pool.reserve { $0 == Self.measurement }?.number == member.number)
    }

    @Test func `[107] An executor that work is on its way to is told to end after it, and an idle one at once`() async throws {
        let pool = ExecutorPool()
        let (stream, outbound) = AsyncStream.makeStream(of: Cloister_V1_AttachResponse.self)
        let busy = pool.attach(
            measurement: Self.measurement, recipientKey: try RecipientPrivateKey().publicKey, capacity: 2, outbound: outbound)
        let told = Told(stream: stream, outbound: outbound)
        let lease = Lease(fence: 1, nonce: 7)
        _ = try #require(pool.reserve { _ in true })
        _ = try #require(pool.reserve { _ in true })
        pool.drain()
        #expect(pool.hold(lease, for: .random(), on: busy))
        busy.outbound.yield(.with { $0.assignment.lease = .init(lease.bytes) })
        pool.release(busy)
        #expect(pool.end(lease, on: busy) != nil && pool.end(lease, on: busy) == nil)
        #expect(await told.all() == ["assignment \(lease.bytes)", "drain"])

        let (otherStream, otherOutbound) = AsyncStream.makeStream(of: Cloister_V1_AttachResponse.self)
        let other = ExecutorPool()
        _ = other.attach(
            measurement: Self.measurement, recipientKey: try RecipientPrivateKey().publicKey, capacity: 2, outbound: otherOutbound)
        other.drain()
        other.drain()
        #expect(await Told(stream: otherStream, outbound: otherOutbound).all() == ["drain"])
    }

    @Test func `[107] Whoever drains is given nothing more`() throws {
        let pool = ExecutorPool()
        let member = try attach(to: pool, capacity: 1)
        pool.drain(member)
        #expect(!pool.hasRoom && pool.reserve { _ in true } == nil && !pool.isDraining)
        _ = try attach(to: pool, capacity: 1)
        #expect(pool.hasRoom)
        pool.drain()
        #expect(!pool.hasRoom && pool.reserve { _ in true } == nil && pool.isDraining)
    }

    @Test func `A key is wrapped once for each executor`() throws {
        let pool = ExecutorPool()
        let (one, two) = (try attach(to: pool, capacity: 1), try attach(to: pool, capacity: 1))
        let asset = try #require(AssetID("00112233445566778899aabbccddeeff"))
        #expect(pool.envelope(of: asset, for: one) { [1] } == [1])
        #expect(pool.envelope(of: asset, for: one) { [2] } == [1])
        #expect(pool.envelope(of: asset, for: two) { [3] } == [3])
    }
}
