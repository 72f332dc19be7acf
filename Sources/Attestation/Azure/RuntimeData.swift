import Wire

/// What Azure's paravisor says about the machine and its virtual TPM, in JSON, under the hardware's report.
package struct RuntimeData: Hashable, Sendable {
    /// The name of the attestation key among the keys.
    static let attestationKeyName = "HCLAkPub"

    /// The attestation key's modulus and exponent, big-endian.
    package let modulus: [UInt8]
    package let exponent: [UInt8]
    /// Whether UEFI secure boot was on.
    package let secureBoot: Bool
    /// Whether the virtual TPM was on.
    package let tpmEnabled: Bool
    /// Whether somebody at the host's console could type.
    package let consoleEnabled: Bool?
    /// The machine's name in Azure, a UUID.
    package let machineID: String?
    /// Sixty-four bytes that the guest may set; nil of older hosts.
    package let userData: [UInt8]?

    /// Reads the exact bytes that were hashed; throws `malformed`. Members that are not known are passed over: hosts add to them.
    package init(_ bytes: [UInt8]) throws(AttestationError) {
        let root = try JSONEvidence.root(bytes)
        guard let keys = root["keys"]?.items, keys.count <= 8 else { throw Self.malformed("keys") }
        let named = keys.filter { $0["kid"]?.text == Self.attestationKeyName }
        guard named.count == 1, let key = named.first, key["kty"]?.text == "RSA", let uses = key["key_ops"]?.items,
            uses.map(\.text) == ["sign"], let modulus = JSONEvidence.base64URL(key["n"]), let exponent = JSONEvidence.base64URL(key["e"])
        else { throw Self.malformed(Self.attestationKeyName) }
        self.modulus = modulus
        self.exponent = exponent
        guard let machine = root["vm-configuration"], let secureBoot = machine["secure-boot"]?.bool,
            let tpmEnabled = machine["tpm-enabled"]?.bool
        else { throw Self.malformed("vm-configuration") }
        self.secureBoot = secureBoot
        self.tpmEnabled = tpmEnabled
        consoleEnabled = machine["console-enabled"]?.bool
        machineID = machine["vmUniqueId"]?.text
        if let value = root["user-data"] {
            guard let data = value.text.flatMap({ [UInt8](hex: $0.lowercased()) }), data.count == 64 else {
                throw Self.malformed("user-data")
            }
            userData = data
        } else {
            userData = nil
        }
    }

    private static func malformed(_ name: String) -> AttestationError {
        AttestationError(refusing: .malformed, "the paravisor's runtime data has no \(name), or one of another form")
    }
}
