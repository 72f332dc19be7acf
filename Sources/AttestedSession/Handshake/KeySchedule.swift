import Crypto
import Wire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One end's HPKE context: everything secret in a session is exported from it, under a transcript hash.
struct KeySchedule: Sendable {
    private enum End {
        case sender(HPKE.Sender)
        case recipient(HPKE.Recipient)
    }
    private let end: End

    private static let suite = HPKE.Ciphersuite.XWingMLKEM768X25519_SHA256_AES_GCM_256
    private static let zeroNonce = [UInt8](repeating: 0, count: 12)

    /// The initiator's end; the encapsulation is new each time.
    static func sender(to publicKey: [UInt8], first: [UInt8]) throws(SessionError) -> (schedule: KeySchedule, encapsulation: [UInt8]) {
        do {
            let key = try XWingMLKEM768X25519.PublicKey(rawRepresentation: publicKey)
            let sender = try HPKE.Sender(recipientKey: key, ciphersuite: suite, info: info(first))
            return (KeySchedule(end: .sender(sender)), Array(sender.encapsulatedKey))
        } catch { throw SessionError(.key, "The responder's session key is unusable.") }
    }

    /// The responder's end.
    static func recipient(
        _ key: XWingMLKEM768X25519.PrivateKey, encapsulation: [UInt8], first: [UInt8]
    ) throws(SessionError) -> KeySchedule {
        do {
            let recipient = try HPKE.Recipient(
                privateKey: key, ciphersuite: suite, info: info(first), encapsulatedKey: Data(encapsulation))
            return KeySchedule(end: .recipient(recipient))
        } catch { throw SessionError(.key, "The initiator's encapsulation is unusable.") }
    }

    /// Seals the credential under the second transcript hash.
    func sealCredential(_ plaintext: [UInt8], second: [UInt8]) throws(SessionError) -> [UInt8] {
        try seal(plaintext, "credential", second)
    }

    /// Opens the credential.
    func openCredential(_ sealed: [UInt8], second: [UInt8]) throws(SessionError) -> [UInt8] { try open(sealed, "credential", second) }

    /// Seals the acceptance under the third transcript hash.
    func sealAccept(_ plaintext: [UInt8], third: [UInt8]) throws(SessionError) -> [UInt8] { try seal(plaintext, "accept", third) }

    /// Opens the acceptance.
    func openAccept(_ sealed: [UInt8], third: [UInt8]) throws(SessionError) -> [UInt8] { try open(sealed, "accept", third) }

    /// The initiator's Finished.
    func initiatorFinished(third: [UInt8]) throws(SessionError) -> [UInt8] { try finished("initiator finished", third) }

    /// The responder's Finished.
    func responderFinished(third: [UInt8]) throws(SessionError) -> [UInt8] { try finished("responder finished", third) }

    /// Compares in constant time.
    func verifyInitiatorFinished(_ mac: [UInt8], third: [UInt8]) throws(SessionError) {
        try verify(mac, "initiator finished", third)
    }

    /// Compares in constant time.
    func verifyResponderFinished(_ mac: [UInt8], third: [UInt8]) throws(SessionError) {
        try verify(mac, "responder finished", third)
    }

    /// The secret of which all call keys are made, and the identifier by which both ends know the session.
    func session(third: [UInt8], ageLimit: UInt32) throws(SessionError) -> SessionKeys {
        let identifier = try export("session identifier", third, SessionLimits.sessionID)
        return SessionKeys(
            id: identifier.withUnsafeBytes { Array($0) }, ageLimit: ageLimit, secret: try export("session secret", third, 32))
    }

    private static func info(_ first: [UInt8]) -> Data {
        var writer = ByteWriter()
        writer.string("cloister/session-hpke/v1")
        writer.fixed(first)
        return Data(writer.bytes)
    }

    private func export(_ purpose: String, _ transcriptHash: [UInt8], _ count: Int = 32) throws(SessionError) -> SymmetricKey {
        var context = ByteWriter()
        context.string("cloister/session-key/v1")
        context.string(purpose)
        context.fixed(transcriptHash)
        do {
            return switch end {
            case .sender(let sender): try sender.exportSecret(context: context.bytes, outputByteCount: count)
            case .recipient(let recipient): try recipient.exportSecret(context: context.bytes, outputByteCount: count)
            }
        } catch { throw SessionError(.key, "A session key cannot be derived.") }
    }

    private func finished(_ purpose: String, _ third: [UInt8]) throws(SessionError) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: third, using: try export(purpose, third)))
    }

    private func verify(_ mac: [UInt8], _ purpose: String, _ third: [UInt8]) throws(SessionError) {
        guard HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: third, using: try export(purpose, third)) else {
            throw SessionError(.finished, "The peer did not prove that it holds the session's keys.")
        }
    }

    /// Every such key seals once, so that its nonce can be zero.
    private func seal(_ plaintext: [UInt8], _ purpose: String, _ transcriptHash: [UInt8]) throws(SessionError) -> [UInt8] {
        let key = try export(purpose, transcriptHash)
        do {
            let nonce = try AES.GCM.Nonce(data: KeySchedule.zeroNonce)
            let box = try AES.GCM.seal(plaintext, using: key, nonce: nonce, authenticating: transcriptHash)
            return Array(box.ciphertext) + Array(box.tag)
        } catch { throw SessionError(.key, "A handshake message cannot be sealed.") }
    }

    private func open(_ sealed: [UInt8], _ purpose: String, _ transcriptHash: [UInt8]) throws(SessionError) -> [UInt8] {
        let key = try export(purpose, transcriptHash)
        do {
            let box = try AES.GCM.SealedBox(combined: KeySchedule.zeroNonce + sealed)
            return Array(try AES.GCM.open(box, using: key, authenticating: transcriptHash))
        } catch { throw SessionError(.decryption, "A sealed part of the handshake does not open.") }
    }
}
