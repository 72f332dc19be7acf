#if os(Linux)
    public import Attestation
    import Crypto

    #if canImport(FoundationEssentials)
        import FoundationEssentials
    #else
        import Foundation
    #endif

    /// Seals a node's own state to its program, its role and the measurer's root (docs/spec/software-tee.md, *Sealing*).
    ///
    /// Another executable, even a new version of the same program, gets another key and cannot open it.
    public struct SoftwareSealer: Sendable {
        /// The longest plaintext, in bytes.
        public static let maximumLength = 1 << 20

        private static let overhead = 12 + 16
        private static let associatedData = Array("cloister/software-tee/sealed/v1".utf8)
        /// Wipes itself with its last copy.
        private let key: SymmetricKey

        /// Asks the measurer at a Unix socket for the key of this process.
        public static func obtain(from socketPath: String) async throws -> SoftwareSealer {
            try await MeasurerCall.aside { () throws(AttestationError) in
                let call = MeasurerCall(socketPath: socketPath)
                let socket = try call.send(.sealingKey)
                return try WipedBuffer.with(byteCount: MeasurerProtocol.answerLimit + 1) { buffer throws(AttestationError) in
                    guard let count = socket.read(into: buffer), count <= MeasurerProtocol.answerLimit else { throw call.hungUp }
                    let answer = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                    return SoftwareSealer(key: try MeasurerProtocol.sealingKey(in: answer))
                }
            }
        }

        init(key: SymmetricKey) { self.key = key }

        /// The plaintext under a random nonce, 28 bytes longer; throws `tooLarge`.
        public func seal(_ plaintext: [UInt8]) throws(AttestationError) -> [UInt8] {
            guard plaintext.count <= Self.maximumLength else {
                throw AttestationError(.tooLarge, "more than \(Self.maximumLength) bytes cannot be sealed")
            }
            guard let combined = try? AES.GCM.seal(plaintext, using: key, authenticating: Self.associatedData).combined else {
                throw AttestationError(.unavailable, "the bytes could not be sealed")
            }
            return Array(combined)
        }

        /// The plaintext; throws `malformed` for a length that nothing sealed has, and `notAuthentic` for anything that this key did not seal.
        public func unseal(_ sealed: [UInt8]) throws(AttestationError) -> [UInt8] {
            guard sealed.count >= Self.overhead, sealed.count - Self.overhead <= Self.maximumLength,
                let box = try? AES.GCM.SealedBox(combined: sealed)
            else { throw AttestationError(.malformed, "the sealed bytes are too short or too long") }
            guard var plaintext = try? AES.GCM.open(box, using: key, authenticating: Self.associatedData) else {
                throw AttestationError(
                    .notAuthentic, "the sealed bytes are damaged, or were sealed by another program, in another role or on another machine")
            }
            defer { plaintext.withUnsafeMutableBytes { WipedBuffer.wipe($0) } }
            return Array(plaintext)
        }
    }

    extension SoftwareSealer: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
        /// Never shows the key.
        public var description: String { "SoftwareSealer(secret)" }
        /// Never shows the key.
        public var debugDescription: String { description }
        /// Has no children.
        public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
    }
#endif
