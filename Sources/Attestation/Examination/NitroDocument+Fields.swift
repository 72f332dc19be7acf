import Wire

extension NitroDocument {
    /// The document's fields, by AWS's names.
    package var fields: [EvidenceField] {
        let pcrs = registers.sorted { $0.key < $1.key }.map { index, value in
            EvidenceField("\(index)", .bytes(value), Self.meaning(ofRegister: index))
        }
        return [
            EvidenceField("module_id", .text(moduleID), "the enclave's name: its instance's and its own"),
            EvidenceField("digest", .text("SHA384"), "how the registers are hashed"),
            EvidenceField("timestamp", .number(timestamp), "when it was made, in milliseconds since 1970, by the hypervisor's clock"),
            EvidenceField("debug", .flag(isDebug), "whether the enclave's console is open: its launch registers are zeros then"),
            EvidenceField("pcrs", .object(pcrs), "registers: 0 image, 1 kernel, 2 application, 3 role, 4 instance, 8 signer of the image"),
            EvidenceField("public_key", Self.value(publicKey), "a key that the enclave named"),
            EvidenceField("user_data", Self.value(userData), "what the enclave added"),
            EvidenceField("nonce", Self.value(nonce), "what it was asked with, to show that it is fresh"),
        ]
    }

    private static func value(_ bytes: [UInt8]?) -> ClaimValue { bytes.map { .bytes($0) } ?? .absent }

    private static func meaning(ofRegister index: UInt8) -> String {
        switch index {
        case 0: "the enclave's image file"
        case 1: "its kernel and initial file system"
        case 2: "its application"
        case 3: "the instance's IAM role"
        case 4: "the instance's id"
        case 8: "the certificate that signed the image"
        default: "free for the enclave, or unused"
        }
    }
}
