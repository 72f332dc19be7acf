import Attestation
import Client
import ControlPlane
import Crypto
import Foundation
import Ledger
import LedgerSQLite
import SealedData
import Synchronization
import Testing
import Wire

@testable import Server
@testable import SoftwareTEE

extension EndToEnd {
    /// What becomes of asset keys when assets are deleted and nodes are started again.
    @Suite struct KeyTests {
        private struct Sealer: KeySealer {
            let base: SoftwareSealer
            func seal(_ plaintext: [UInt8]) throws -> [UInt8] { try base.seal(plaintext) }
            func unseal(_ sealed: [UInt8]) throws -> [UInt8] { try base.unseal(sealed) }
        }

        @Test func `[45] A deleted asset opens from none of the bytes that remain, not even for who has the platform's sealing key`()
            async throws
        {
            try await Installation.with { installation in
                let parties = try await Consortium(at: installation)
                let proposal = try await parties.agree()
                let digest = try #require(FunctionDigest(proposal.function.digest))
                let before = try await parties.seal([1, 2, 3], of: parties.business, name: "before", for: digest)
                let gone = try await parties.seal([4, 5, 6], of: parties.business, name: "gone", for: digest)
                #expect(gone.key == "held")
                try await installation.connect(parties.business) { try await $0.deleteAsset(gone.id) }
                let after = try await parties.seal([7, 8, 9], of: parties.business, name: "after", for: digest)
                await installation.node?.end()
                let found = try await keys(of: installation)
                #expect(Set(found.opened) == Set([before, after, proposal.model].map(\.id)))
                #expect(found.registered == Set([before, after, gone, proposal.model].map(\.id)))

                // The others are as good as before, also after another start.
                try await installation.start()
                let records = try await installation.connect(parties.business) { try await $0.assets() }.records
                #expect(Set(records.map(\.id)) == [before.id, after.id] && records.allSatisfy { $0.key == "held" })
                #expect(try await parties.call(proposal).status == .succeeded)
            }
        }

        /// What somebody finds who has every file of the state folder and can unseal what the node sealed.
        private func keys(of installation: Installation) async throws -> (registered: Set<String>, opened: [String]) {
            let state = installation.scratch.path + "/state"
            let root = try SoftwareRoot.load(path: installation.scratch.path + "/root")
            let program = Array(SHA256.hash(data: Processes.bytes(installation.program)))
            let sealer = Sealer(base: SoftwareSealer(key: root.sealingKey(measurement: program, role: .control, isDebug: false)))
            let origin = try LedgerOrigin(Installation.origin)
            let ledgerKeys = try LedgerKeyFile(path: state + "/ledger.keys", sealer: sealer).load(origin: origin)
            let registrations = Mutex<[AssetRegistration]>([])
            let owners = Mutex<[PartyID: [UInt8]]>([:])
            let copy = installation.scratch.path + "/copy"
            try FileManager.default.copyItem(atPath: installation.ledger, toPath: copy)
            let journal = try await Journal.open(
                store: try await SQLiteLedgerStore(path: copy + "/ledger.sqlite"), keys: ledgerKeys, origin: origin
            ) { opened in
                guard let bytes = opened.record.fields.first(where: { $0.name == "event" })?.value else { return }
                switch try Event(wireBytes: bytes).change {
                case .assetRegistered(let document, _): registrations.withLock { $0.append(document.body) }
                case .partyRegistered(let document): owners.withLock { $0[document.body.id] = document.body.signingKey }
                default: break
                }
            }
            journal.close()

            // Every 32 bytes of what was sealed, and of the ledger's keys: as a key of data, of a generation, of a recipient.
            let file = Processes.bytes(state + "/assets.keys")
            var reader = ByteReader(file.dropFirst())
            let generation = try sealer.unseal(try reader.variable(atMost: 1 << 16))
            let ledgerFile = try sealer.unseal(Processes.bytes(state + "/ledger.keys"))
            let secrets = windows(of: generation) + windows(of: ledgerFile)
            var candidates = secrets
            for path in installation.scratch.files where path.contains("/state/") && path.hasSuffix(".keys") {
                candidates += windows(of: Processes.bytes(path))
            }
            for number in UInt64(0)...4 {
                for secret in secrets {
                    let tried = KeyGeneration(of: origin, number: number, key: SymmetricKey(data: secret))
                    for start in stride(from: file.count - KeyRecord.byteCount, through: 0, by: -1) {
                        // Only where a record may be, since each trial costs microseconds.
                        guard (file.count - start).isMultiple(of: KeyRecord.byteCount),
                            let record = try? KeyRecord(wireBytes: [UInt8](file[start..<start + KeyRecord.byteCount])),
                            case .key(let key)? = tried.unwrap(record)
                        else { continue }
                        candidates.append(key.withUnsafeBytes { [UInt8]($0) })
                    }
                }
            }
            let (all, signingKeys) = (registrations.withLock { $0 }, owners.withLock { $0 })
            let opened = all.filter { registration in
                let isFound = candidates.contains { (try? DataKey(bytes: $0, commitment: registration.keyCommitment)) != nil }
                return isFound || secrets.contains { opens(registration, of: signingKeys[registration.owner] ?? [], $0) }
            }
            return (Set(all.map { "\($0.id)" }), opened.map { "\($0.id)" })
        }

        private func windows(of bytes: [UInt8]) -> [[UInt8]] {
            guard bytes.count >= 32 else { return [] }
            return (0...(bytes.count - 32)).map { start in [UInt8](bytes[start..<start + 32]) }
        }

        /// Whether the owner's envelope, which the ledger keeps, opens with the recipient key of a seed.
        private func opens(_ registration: AssetRegistration, of owner: [UInt8], _ seed: [UInt8]) -> Bool {
            guard let key = try? RecipientPrivateKey(rawRepresentation: seed),
                let envelope = try? Envelope(wireBytes: registration.wrappedKey)
            else { return false }
            return (try? envelope.open(with: key, info: registration.keyInfo(ledgerOrigin: Installation.origin, ownerSigningKey: owner)))
                != nil
        }
    }
}
