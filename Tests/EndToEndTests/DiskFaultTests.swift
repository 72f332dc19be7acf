import Client
import Foundation
import Glibc
import Testing

extension EndToEnd {
    /// A real node on SQLite whose own system calls fail: what libfiu does to it between the database and the kernel.
    @Suite struct DiskFaultTests {
        /// One kind of failure.
        struct Fault: CustomTestStringConvertible, Sendable {
            let testDescription: String
            /// As libfiu writes it.
            let calls: String
        }

        static let faults = [
            Fault(testDescription: "syncs fail with EIO", calls: "posix/io/sync/fdatasync,failinfo=\(EIO)"),
            Fault(testDescription: "the disk is full", calls: "posix/io/rw/pwrite,failinfo=\(ENOSPC)"),
            Fault(testDescription: "one sync fails, the next succeed", calls: "posix/io/sync/fdatasync,failinfo=\(EIO),onetime"),
            Fault(testDescription: "one write fails, the next succeed", calls: "posix/io/rw/pwrite,failinfo=\(EIO),onetime"),
        ]

        @Test(.enabled(if: FaultyDisk.canRun, "needs Debian's fiu-utils and libfiu0"), arguments: faults)
        func `[104] A node whose disk fails acknowledges nothing more, ends, and has kept all that it acknowledged`(_ fault: Fault)
            async throws
        {
            try await Installation.with { installation in
                try await installation.stop()
                let disk = FaultyDisk(in: installation.scratch)
                installation.preload(disk.environment)
                try await installation.start()
                let node = try #require(installation.node)
                let parties = try (1...4).map { try Party("party \($0)") }
                for party in parties {
                    try await installation.connect(party) { _ = try await $0.registerParty(name: party.name, roles: [.dataOwner]) }
                }
                let refused = try Party("refused")
                let outcome = try await installation.connect(refused) { client in
                    try await disk.fail(fault.calls, of: node)
                    return try await Refused(by: client) { _ = try await $0.registerParty(name: refused.name, roles: [.dataOwner]) }
                }
                #expect(outcome.reason != "NOTHING_REFUSED", "\(node.text)")
                // One failure is enough, even if the disk then says that all is well: what it holds is unknown.
                #expect(try await node.wait() != 0, "\(node.text)")
                #expect(node.text.contains("database failed") || node.text.contains("disk is full"), "\(node.text)")

                installation.preload([])
                try await installation.start()
                for party in parties {
                    let known = try await installation.connect(party) { try await $0.party(party.identity.id.description).name }
                    #expect(known == party.name)
                }
                // What was refused may have happened, and can be asked for again either way.
                try await installation.connect(refused) { client in
                    let again = try await Refused(by: client) { _ = try await $0.registerParty(name: refused.name, roles: [.dataOwner]) }
                    #expect(["NOTHING_REFUSED", "PARTY_EXISTS", "ALREADY_REGISTERED"].contains(again.reason), "\(again)")
                }
            }
        }
    }
}
