extension State {
    /// Whether an asset or an output has this ciphertext, so that the node must keep it.
    public func keepsBlob(_ digest: [UInt8]) -> Bool { blobUses[digest] != nil }

    /// How many bytes of ciphertext the node keeps for a party: its assets', and those of long outputs of runs that it asked for.
    public func storedBytes(of party: PartyID) -> UInt64 { holdings[party]?.storedBytes ?? 0 }

    mutating func keepBlob(of asset: AssetRegistration) { keepBlob(asset.ciphertextDigest, asset.ciphertextLength, of: asset.owner) }

    mutating func releaseBlob(of asset: AssetRegistration) {
        releaseBlob(asset.ciphertextDigest, asset.ciphertextLength, of: asset.owner)
    }

    /// Outputs that are too long for the ledger are blobs.
    mutating func keepOutputs(of id: RunID) {
        guard let run = runs[id] else { return }
        for output in run.outputs where output.inline == nil {
            keepBlob(output.ciphertextDigest, output.ciphertextLength, of: run.requester)
        }
    }

    mutating func releaseOutputs(of run: RunRecord) {
        for output in run.outputs where output.inline == nil {
            releaseBlob(output.ciphertextDigest, output.ciphertextLength, of: run.requester)
        }
    }

    private mutating func keepBlob(_ digest: [UInt8], _ length: UInt64, of party: PartyID) {
        blobUses[digest, default: 0] += 1
        holdings[party, default: Holdings()].storedBytes &+= length
    }

    private mutating func releaseBlob(_ digest: [UInt8], _ length: UInt64, of party: PartyID) {
        let uses = blobUses[digest] ?? 0
        blobUses[digest] = uses > 1 ? uses - 1 : nil
        holdings[party, default: Holdings()].storedBytes &-= length
    }
}
