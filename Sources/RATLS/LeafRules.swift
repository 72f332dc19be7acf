import SwiftASN1
import X509

/// What the extensions of a certificate that signs itself must not say.
enum LeafRules {
    private static let understood: [ASN1ObjectIdentifier] = [
        .X509ExtensionID.basicConstraints, .X509ExtensionID.keyUsage, .X509ExtensionID.extendedKeyUsage,
        .X509ExtensionID.subjectAlternativeName,
    ]

    static func check(_ extensions: Certificate.Extensions, host: String?) throws(RATLSRefusal) {
        for entry in extensions where entry.critical {
            guard !RATLSExtension.all.contains(entry.oid) else { throw .criticalEvidence }
            guard understood.contains(entry.oid) else { throw .unknownCriticalExtension("\(entry.oid)") }
        }
        let (constraints, usage, purposes, hosts) = try read(extensions)
        if case .isCertificateAuthority? = constraints { throw .authority }
        if let usage {
            guard !usage.keyCertSign else { throw .authority }
            guard usage.digitalSignature else { throw .otherUsage }
        }
        if let purposes, !purposes.contains(where: { [.serverAuth, .clientAuth, .any].contains($0) }) { throw .otherUsage }
        if let hosts, let host, !hosts.contains(where: { names(host, $0) }) { throw .otherName }
    }

    private static func read(
        _ extensions: Certificate.Extensions
    ) throws(RATLSRefusal) -> (BasicConstraints?, KeyUsage?, ExtendedKeyUsage?, SubjectAlternativeNames?) {
        do {
            return (
                try extensions.basicConstraints, try extensions.keyUsage, try extensions.extendedKeyUsage,
                try extensions.subjectAlternativeNames
            )
        } catch { throw .malformed("one of its extensions cannot be read") }
    }

    /// ASCII letters in lower case; nothing else is equal to anything but itself.
    private static func folded(_ name: String) -> [UInt8] { name.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 } }

    /// Whether a host as it was asked for is the one of the name: an exact name without regard to case, or an address. No wildcards.
    private static func names(_ host: String, _ name: GeneralName) -> Bool {
        switch name {
        case .dnsName(let name): return !name.contains("*") && folded(name) == folded(host)
        case .ipAddress(let address): return Array(address.bytes) == HostAddress.bytes(of: host)
        default: return false
        }
    }
}
