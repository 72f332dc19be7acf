import Crypto
import Wire

/// A revocation list whose issuer's signature holds and whose window contains the time of the appraisal.
package struct CurrentRevocationList: Sendable {
    package let list: X509RevocationList
    /// For people: who issued it.
    let issuerTitle: String
    /// The key that signed it.
    private let issuerKey: [UInt8]

    /// What the issuer's key is known by again: SHA-256 of its SubjectPublicKeyInfo in hexadecimal.
    var issuerKeyDigest: String { Array(SHA256.hash(data: issuerKey)).hex }

    /// Checks a list against its issuer's certificate, which the caller has verified, at a time in seconds since 1970.
    package init(_ list: X509RevocationList, of issuer: X509Certificate, at time: UInt64) throws(AttestationError) {
        guard list.issuerDER == issuer.subjectDER else {
            throw AttestationError(refusing: .revocationListInvalid, "a revocation list names another issuer than \(issuer.title)")
        }
        if let usage = issuer.keyUsage, !usage.contains(.revocationListSigning) {
            throw AttestationError(refusing: .revocationListInvalid, "the certificate \(issuer.title) may not sign revocation lists")
        }
        guard let time = Int64(exactly: time), list.window.contains(time) else {
            throw AttestationError(
                refusing: .revocationListExpired, "the revocation list of \(issuer.title) is not of the time of the appraisal")
        }
        guard issuer.publicKey.isValid(signature: list.signature, of: list.signedBytes, list.algorithm) else {
            throw AttestationError(refusing: .revocationListInvalid, "the revocation list of \(issuer.title) is not signed by it")
        }
        self.list = list
        issuerTitle = issuer.title
        issuerKey = issuer.publicKeyInfo
    }

    /// Whether it is of this issuer.
    func isOf(_ issuer: X509Certificate) -> Bool { list.issuerDER == issuer.subjectDER && issuerKey == issuer.publicKeyInfo }

    /// The current ones among lists of `issuer`, at least one; else throws what is wrong with the first, or that there is none.
    static func lists(
        of issuer: X509Certificate, among lists: [X509RevocationList], at time: UInt64
    ) throws(AttestationError) -> [CurrentRevocationList] {
        var current: [CurrentRevocationList] = []
        var failure = AttestationError(
            refusing: .revocationListMissing, "there is no revocation list of \(issuer.title), and nothing stands for one")
        for list in lists where list.issuerDER == issuer.subjectDER {
            do throws(AttestationError) { current.append(try CurrentRevocationList(list, of: issuer, at: time)) } catch {
                if failure.refusal == .revocationListMissing { failure = error }
            }
        }
        guard !current.isEmpty else { throw failure }
        return current
    }
}
