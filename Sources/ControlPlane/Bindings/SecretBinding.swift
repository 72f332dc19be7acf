import Crypto
import Wire

/// What the secrets of assets and runs are bound to, so that client, control node and executor derive the same bytes.
public enum SecretBinding {
    /// Associated data of an asset's sealed stream: it opens only as this owner's data for this ledger.
    public static func assetContent(ledgerOrigin: String, ownerSigningKey: [UInt8]) -> [UInt8] {
        encoding("cloister/asset-content/v1") {
            $0.string(ledgerOrigin)
            $0.variable(ownerSigningKey)
        }
    }

    /// Associated data of an output's sealed stream: it opens only as this slot of this run.
    public static func output(run: RunID, slot: String) -> [UInt8] {
        encoding("cloister/output/v1") {
            $0.value(run)
            $0.string(slot)
        }
    }

    /// The key of one output, from the run's key: HKDF-SHA256, 32 bytes. A recipient of one slot cannot open another.
    public static func outputKey(runKey: [UInt8], run: RunID, slot: String) -> [UInt8] {
        let info = encoding("cloister/output-key/v1") {
            $0.value(run)
            $0.string(slot)
        }
        return HKDF<SHA256>.deriveKey(inputKeyMaterial: SymmetricKey(data: runKey), info: info, outputByteCount: 32)
            .withUnsafeBytes { Array($0) }
    }

    /// HPKE info of an output key's envelope: it opens only as the key of this slot of this run, for this recipient key.
    public static func outputKeyEnvelope(
        run: RunID, agreement: AgreementID, slot: String, recipientKeyDigest: [UInt8]
    ) -> [UInt8] {
        encoding("cloister/output-envelope/v1") {
            $0.value(run)
            $0.value(agreement)
            $0.string(slot)
            $0.variable(recipientKeyDigest)
        }
    }

    private static func encoding(_ label: String, _ write: (inout ByteWriter) -> Void) -> [UInt8] {
        var writer = ByteWriter()
        writer.string(label)
        write(&writer)
        return writer.bytes
    }
}
