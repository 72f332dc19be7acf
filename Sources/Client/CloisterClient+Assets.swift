import AttestedTransport
import ControlAPI
public import ControlPlane
import Crypto
import GRPCCore
package import SealedData
import SwiftProtobuf
import Wire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What an asset may be used for, for good. Both lists are bound to its key.
public struct AssetPolicy: Sendable {
    /// The functions that may read it; empty means none.
    public var functions: Set<FunctionDigest>
    /// The executors that may hold its key, as measurement texts; nil takes those that the attested ledger names now.
    public var executors: Set<String>?

    /// A policy of these lists.
    public init(functions: Set<FunctionDigest>, executors: Set<String>? = nil) {
        self.functions = functions
        self.executors = executors
    }
}

extension CloisterClient {
    private var service: Cloister_V1_AssetService.Client<AttestedClientTransport> { .init(wrapping: rpc) }

    /// The bytes of one upload message.
    private static let chunkBytes = 1 << 20

    /// Seals a file on this machine, uploads the ciphertext, and registers it. The plaintext and the bare key never leave.
    ///
    /// - Parameters:
    ///   - path: The plaintext; any size.
    ///   - scratch: A folder for the ciphertext while it is uploaded.
    ///   - sealing: Called with the bytes sealed so far and the total.
    ///   - progress: Called with the bytes uploaded so far and the total.
    /// - Throws: ``ClientError``, or `SealedDataError` for a file that cannot be read.
    public func createAsset(
        path: String, name: String, policy: AssetPolicy, scratch: String,
        sealing: @escaping @Sendable (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in },
        progress: @escaping @Sendable (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
    ) async throws -> AssetRecord {
        let key = DataKey()
        let sealed = "\(scratch)/\(IdempotencyKey.random()).sealed"
        defer { try? FileManager.default.removeItem(atPath: sealed) }
        let content = SecretBinding.assetContent(ledgerOrigin: ledger.origin, ownerSigningKey: identity.signingKey)
        let summary = try SealedFile.seal(path: path, to: sealed, key: key, associatedData: content) { done, total in
            sealing(UInt64(max(0, done)), UInt64(max(0, total)))
        }
        try await upload(path: sealed, digest: summary.ciphertextDigest, length: UInt64(summary.ciphertextLength), progress: progress)
        return try await registerAsset(name: name, policy: policy, key: key, summary: summary)
    }

    private func registerAsset(name: String, policy: AssetPolicy, key: DataKey, summary: SealedFile.Summary) async throws -> AssetRecord {
        var registration = AssetRegistration(
            ledgerOrigin: ledger.origin, owner: identity.id, name: name, ciphertextDigest: summary.ciphertextDigest,
            ciphertextLength: UInt64(summary.ciphertextLength), plaintextLength: UInt64(summary.plaintextLength),
            keyCommitment: key.commitment, usage: UsagePolicy(functions: policy.functions),
            release: ReleasePolicy(measurements: policy.executors ?? Set(ledger.executorMeasurements)), wrappedKey: [])
        let info = registration.keyInfo(ledgerOrigin: ledger.origin, ownerSigningKey: identity.signingKey)
        var retries = 1
        while true {
            registration.wrappedKey = try Envelope.seal(key, to: try await offeredKey(), info: info).wireBytes
            let document = try sign(registration)
            let request = Cloister_V1_RegisterAssetRequest.with {
                $0.registration = document
                $0.idempotencyKey = .freshIdempotencyKey()
            }
            do {
                return try await mappingErrors { try AssetRecord(try await service.registerAsset(request).asset) }
            } catch let error as ClientError {
                // The key ended between the two calls.
                guard error.reason == "ASSET_KEY_REFUSED", retries > 0 else { throw error }
                retries -= 1
            }
        }
    }

    /// The key to which this party wraps asset keys now.
    package func offeredKey() async throws -> RecipientPublicKey {
        let answer = try await mappingErrors { try await service.offerKey(.init()) }
        do {
            return try RecipientPublicKey(rawRepresentation: Array(answer.recipientKey))
        } catch {
            throw ClientError.invalidAnswer("the service offered a key that is no X-Wing key")
        }
    }

    private func upload(
        path: String, digest: [UInt8], length: UInt64, progress: @escaping @Sendable (UInt64, UInt64) -> Void
    ) async throws {
        let answer = try await mappingErrors {
            try await service.uploadBlob { writer in
                let file = try FileReader(path: path)
                var sent: UInt64 = 0
                repeat {
                    let chunk = try file.read(atMost: Self.chunkBytes)
                    let isFirst = sent == 0
                    try await writer.write(
                        .with {
                            if isFirst {
                                $0.length = length
                                $0.digest = Data(digest)
                            }
                            $0.chunk = Data(chunk)
                        })
                    sent += UInt64(chunk.count)
                    progress(sent, length)
                    guard !chunk.isEmpty else { break }
                } while sent < length
            }
        }
        guard Array(answer.digest) == digest else {
            throw ClientError.invalidAnswer("the service stored another ciphertext than was uploaded")
        }
    }

    /// One asset by its id.
    public func asset(_ id: String) async throws -> AssetRecord {
        try await mappingErrors {
            let record = try AssetRecord(try await service.showAsset(.with { $0.id = id }).asset)
            guard record.id == id.lowercased() else { throw ClientError.invalidAnswer("the service sent another asset than was asked for") }
            return record
        }
    }

    /// This party's assets, a page at a time.
    public func assets(after token: String? = nil) async throws -> Page<AssetRecord> {
        try await mappingErrors {
            let page = try await service.listAssets(.with { $0.page = .init(after: token) })
            return Page(try page.assets.map { try AssetRecord($0) }, next: page.nextToken)
        }
    }

    /// Erases an asset's key, for good.
    public func deleteAsset(_ id: String) async throws {
        let request = Cloister_V1_DeleteAssetRequest.with {
            $0.id = id
            $0.idempotencyKey = .freshIdempotencyKey()
        }
        _ = try await mappingErrors { try await service.deleteAsset(request) }
    }
}
