import ControlPlane
import Glibc
import SealedData
import Wire

/// Opens inputs into sealed memory files: nothing of a file is visible to anybody before all of it has verified.
struct Staging: Sendable {
    let blobs: BlobDirectory
    let key: RecipientPrivateKey

    /// The input's plaintext.
    func file(_ slot: CheckedAssignment.Slot) throws -> MemoryFile {
        let name = slot.input.slot
        switch slot.input.content {
        case .inline(let bytes): return try .sealed(name: "input", bytes)
        case .asset(let registration, let ownerSigningKey, let ledgerOrigin, let envelope):
            let asset = registration.body
            let dataKey = try self.dataKey(asset, ownerSigningKey, ledgerOrigin, envelope, slot: name)
            guard blobs.contains(asset.ciphertextDigest) else { throw JailFailure(.dataMissing, slot: name) }
            let file = try MemoryFile(name: "input")
            do throws(SealedDataError) {
                let summary = try SealedFile.open(
                    path: blobs.path(of: asset.ciphertextDigest), toDescriptor: file.descriptor, key: dataKey,
                    associatedData: SecretBinding.assetContent(ledgerOrigin: ledgerOrigin, ownerSigningKey: ownerSigningKey),
                    digest: asset.ciphertextDigest)
                guard UInt64(summary.plaintextLength) == asset.plaintextLength, UInt64(summary.ciphertextLength) == asset.ciphertextLength
                else { throw .digestMismatch }
            } catch {
                throw JailFailure(error == .notFound ? .dataMissing : .dataDamaged, slot: name)
            }
            try file.seal()
            return file
        }
    }

    /// Checks an asset's key without opening the asset, as for a model that is loaded already.
    func checkKey(_ slot: CheckedAssignment.Slot) throws(JailFailure) {
        guard case .asset(let registration, let ownerSigningKey, let ledgerOrigin, let envelope) = slot.input.content else { return }
        _ = try dataKey(registration.body, ownerSigningKey, ledgerOrigin, envelope, slot: slot.input.slot)
    }

    /// The asset's key, and only if it is the one that its owner committed to and bound to exactly this registration.
    private func dataKey(
        _ asset: AssetRegistration, _ ownerSigningKey: [UInt8], _ ledgerOrigin: String, _ envelope: [UInt8], slot: String
    ) throws(JailFailure) -> DataKey {
        let info = asset.keyInfo(ledgerOrigin: ledgerOrigin, ownerSigningKey: ownerSigningKey)
        guard let envelope = try? Envelope(wireBytes: envelope),
            let key = try? envelope.openDataKey(with: key, info: info, associatedData: [], commitment: asset.keyCommitment)
        else { throw JailFailure(.keyMismatch, slot: slot) }
        return key
    }
}
