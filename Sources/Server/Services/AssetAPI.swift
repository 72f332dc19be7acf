import ControlAPI
import ControlPlane
import FoundationEssentials
import GRPCCore
import SealedData
import SwiftProtobuf
import Wire

/// `cloister.v1.AssetService`.
struct AssetAPI: Cloister_V1_AssetService.SimpleServiceProtocol {
    let ledger: ControlLedger
    let store: CiphertextStore
    let keys: AssetKeyStore
    let intake: IntakeKeys
    /// The software of this node, as a measurement text: why a key is not held.
    let measurement: String
    let dispatcher: RunDispatcher
    let call: ServiceCall

    /// The longest ciphertext of one asset, in bytes.
    static let maximumBlobBytes: UInt64 = 1 << 36

    func uploadBlob(
        request: RPCAsyncSequence<Cloister_V1_UploadBlobRequest, any Error>, context: ServerContext
    ) async throws -> Cloister_V1_UploadBlobResponse {
        try await call.asParty { caller in
            let party = try await requireStanding(caller)
            var messages = request.makeAsyncIterator()
            guard let first = try await messages.next(), first.digest.count == 32 else {
                throw ServiceRefusal.invalidArgument("The first message must have the length and the SHA-256 of the ciphertext.")
            }
            guard first.length <= Self.maximumBlobBytes else {
                throw ServiceRefusal.invalidArgument("A ciphertext may have at most \(Self.maximumBlobBytes) bytes.")
            }
            let digest = try await store.receive(first.length, digest: Array(first.digest), from: party) { writer in
                var chunk: Data? = first.chunk
                while let bytes = chunk {
                    try writer.append(Array(bytes))
                    chunk = try await messages.next()?.chunk
                }
            }
            return .with { $0.digest = Data(digest) }
        }
    }

    func offerKey(request: Cloister_V1_OfferKeyRequest, context: ServerContext) async throws -> Cloister_V1_OfferKeyResponse {
        try await call.asParty { caller in
            let key = try intake.offer(to: try await requireStanding(caller))
            return .with { $0.recipientKey = Data(key.rawRepresentation) }
        }
    }

    func registerAsset(
        request: Cloister_V1_RegisterAssetRequest, context: ServerContext
    ) async throws -> Cloister_V1_RegisterAssetResponse {
        try await call.asParty { caller in
            let key = try IdempotencyKey(request.idempotencyKey)
            let registration = try SignedDocument<AssetRegistration>(request.registration)
            let party = try await requireStanding(caller)
            let command = Command.registerAsset(registration, blobPresent: true)
            if (try? await view(of: registration.body.id, for: caller)) != nil {
                // A repetition takes no room, and needs neither ciphertext nor key.
                try await ledger.submit(command, by: caller, key: key)
            } else {
                let assetKey = try unwrap(registration, of: caller, party)
                try await store.withCiphertext(of: registration.body, from: party) {
                    // What the ledger will refuse must leave no key behind.
                    try await ledger.read { state, now in _ = try state.decide(command, by: caller, key: key, at: now) }
                    try keys.add(assetKey, of: registration.body.id)
                    _ = try await ledger.submit(command, by: caller, key: key)
                }
            }
            let asset = try await view(of: registration.body.id, for: caller)
            return .with { $0.asset = asset }
        }
    }

    /// Only registered parties that are not suspended may fill the disk or make the node compute.
    private func requireStanding(_ caller: ControlPlane.Actor) async throws -> PartyID {
        guard let id = caller.partyID else { throw ServiceRefusal.wrongPeer }
        let party = try await ledger.read { state, _ in try state.party(id, visibleTo: caller) }
        guard !party.isSuspended else {
            throw ServiceRefusal(
                code: .permissionDenied, reason: ReasonCode.partySuspended.text, message: "You are suspended by an administrator.")
        }
        return id
    }

    /// Opens the wrapped key, the only time that anybody can.
    private func unwrap(
        _ registration: SignedDocument<AssetRegistration>, of caller: ControlPlane.Actor, _ party: PartyID
    ) throws -> DataKey {
        guard case .unregistered(let signingKey) = caller else { throw ServiceRefusal.wrongPeer }
        let info = registration.body.keyInfo(ledgerOrigin: registration.body.ledgerOrigin, ownerSigningKey: signingKey)
        guard let intakeKey = intake.key(of: party), let envelope = try? Envelope(wireBytes: registration.body.wrappedKey),
            let key = try? envelope.openDataKey(with: intakeKey, info: info, commitment: registration.body.keyCommitment)
        else { throw ServiceRefusal.assetKeyRefused }
        return key
    }

    func showAsset(request: Cloister_V1_ShowAssetRequest, context: ServerContext) async throws -> Cloister_V1_ShowAssetResponse {
        try await call.asParty { caller in
            let asset = try await view(of: try AssetID(argument: request.id), for: caller)
            return .with { $0.asset = asset }
        }
    }

    func listAssets(request: Cloister_V1_ListAssetsRequest, context: ServerContext) async throws -> Cloister_V1_ListAssetsResponse {
        try await call.asParty { caller in
            let page = try await ledger.read { state, _ in
                try state.assets(visibleTo: caller, after: request.page.cursor, limit: request.page.limit)
            }
            return .with {
                $0.assets = page.items.map { Cloister_V1_Asset($0, key: keys.standing(of: $0, under: measurement)) }
                $0.nextToken = page.next ?? ""
            }
        }
    }

    func deleteAsset(request: Cloister_V1_DeleteAssetRequest, context: ServerContext) async throws -> Cloister_V1_DeleteAssetResponse {
        try await call.asParty { caller in
            let id = try AssetID(argument: request.id)
            let asset = try? await ledger.read { state, _ in try state.asset(id, visibleTo: caller) }
            // Only the owner sees it, and nothing but a broken log refuses the owner.
            if asset != nil { try keys.willErase(id) }
            try await ledger.submit(.deleteAsset(id), by: caller, key: try IdempotencyKey(request.idempotencyKey))
            try keys.erase(id)
            dispatcher.pool.forget(id)
            if let party = caller.partyID { intake.end(of: party) }
            await dispatcher.sweep()
            // What cannot be removed now is collected later.
            if let asset { try? store.discard(asset.document.body.ciphertextDigest) }
            return .init()
        }
    }

    private func view(of id: AssetID, for caller: ControlPlane.Actor) async throws -> Cloister_V1_Asset {
        let view = try await ledger.read { state, _ in try state.asset(id, visibleTo: caller) }
        return Cloister_V1_Asset(view, key: keys.standing(of: view, under: measurement))
    }
}

extension ServiceRefusal {
    /// The envelope opens under no key that was offered to its owner, or holds another key than the committed one.
    static let assetKeyRefused = ServiceRefusal(
        code: .invalidArgument, reason: "ASSET_KEY_REFUSED",
        message: "The asset's key is not wrapped to the key that you were offered last, under these policies and this ciphertext; "
            + "ask for a key again.")
}
