public import Attestation
public import AttestedSession
public import AttestedTransport
import ControlAPI
import GRPCCore
import Ledger
public import SealedData
import Wire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A recovery-key holder's connection to an attested node that lost its ledger's keys and waits for them (docs/spec/keys.md, "Recovery").
public struct RecoveryClient: Sendable {
    private let rpc: GRPCClient<AttestedClientTransport>

    /// Appraises a node, opens an attested session to its control role, and lends a client to `body`.
    ///
    /// The parameters are those of ``CloisterClient/withClient(to:identity:appraiser:ledgerOrigin:seen:releases:keyExchange:proxied:onAppraised:_:)``.
    /// - Throws: ``ClientError``; with code `appraisalRefused` if the node is not one that may be trusted: nothing was sent then.
    public static func withClient<Value: Sendable>(
        to endpoint: Endpoint, identity: PartyIdentity, appraiser: Appraiser, ledgerOrigin: String, releases: ReleaseStore? = nil,
        keyExchange: TLSKeyExchange = .hybridOnly, proxied: ProxiedChannel = .refused,
        onAppraised: @escaping @Sendable (AppraisalRecord, SessionContext) -> Void = { _, _ in },
        _ body: @Sendable (RecoveryClient) async throws -> Value
    ) async throws -> Value {
        do {
            return try await AttestedChannel.withChannel(
                to: endpoint, appraiser: appraiser, role: .control,
                credential: .party(signingKey: identity.signingKey) { try identity.signature(over: $0) },
                expectedLedgerOrigin: ledgerOrigin, releases: releases, keyExchange: keyExchange, proxied: proxied, onAppraised: onAppraised
            ) { rpc in
                try await body(RecoveryClient(rpc: rpc))
            }
        } catch let error as AttestedTransportError {
            throw ClientError(error)
        }
    }

    /// What the node asks its holders for.
    ///
    /// - Parameter seen: What the holder has seen of the ledger. A package that another key signed is refused: whoever made it would give the
    ///   node a ledger of his own.
    public func recovery(of seen: SeenLedger) async throws -> PendingRecovery {
        let answer = try await mappingErrors { try await service.showRecovery(.init()) }
        let package = try RecoveryPackage(Array(answer.package))
        guard package.key == seen.key, let checkpoint = try? Checkpoint(package.checkpoint, key: seen.key) else {
            throw RecoveryError(
                .otherLedger, "the package was signed as the ledger \(package.key), and this holder knows it as \(seen.key)")
        }
        guard checkpoint.size != seen.checkpoint.size || checkpoint.root == seen.checkpoint.root else {
            throw RecoveryError(
                .otherLedger, "the package is of another ledger than the one that this holder has seen: there are two of it")
        }
        guard let recipient = try? RecipientPublicKey(rawRepresentation: Array(answer.recipientKey)),
            answer.approved.allSatisfy({ (1...package.set.holders.count).contains(Int($0)) })
        else { throw ClientError.invalidAnswer("the node's answer is not one about a recovery") }
        return PendingRecovery(package: package, entries: checkpoint.size, approved: answer.approved.map { Int($0) }, recipient: recipient)
    }

    /// Gives the node the share of a holder, with what the holder has seen of the ledger: the node opens none that is behind it.
    ///
    /// - Returns: How many holders have approved.
    public func approve(_ recovery: PendingRecovery, with key: RecipientPrivateKey, seen: SeenLedger) async throws -> Int {
        let share = try recovery.package.share(for: key)
        let envelope = try recovery.package.approval(share, seen: seen.checkpoint.bytes, to: recovery.recipient)
        let request = Cloister_V1_ApproveRecoveryRequest.with {
            $0.packageDigest = Data(recovery.package.digest)
            $0.holder = UInt32(share.number)
            $0.envelope = Data(envelope.wireBytes)
        }
        return Int(try await mappingErrors { try await service.approveRecovery(request) }.approved)
    }

    private var service: Cloister_V1_RecoveryService.Client<AttestedClientTransport> { .init(wrapping: rpc) }
}

/// What a node asks the holders of recovery keys for.
public struct PendingRecovery: Sendable {
    /// The package, which the ledger's key signed.
    public let package: RecoveryPackage
    /// How many entries the ledger had when the package was made.
    public let entries: UInt64
    /// The numbers of the holders who have approved.
    public let approved: [Int]
    let recipient: RecipientPublicKey
}
