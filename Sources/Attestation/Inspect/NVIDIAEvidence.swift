import Wire

/// Evidence of NVIDIA devices in the containers of NVIDIA's tools: JSON with a list of devices, text in hexadecimal, or the bare bytes. Inspected only.
package struct NVIDIAEvidence: Hashable, Sendable {
    static let maximumLength = 1 << 18
    static let maximumDevices = 32

    /// One device.
    package struct Device: Hashable, Sendable {
        /// The architecture's name, where the container has it.
        package let architecture: String?
        /// What the device measured.
        package let evidence: SPDMEvidence
        /// Its certificate chain in DER, the device first; empty where the container has none.
        package let certificates: [[UInt8]]
    }

    /// The devices in order.
    package let devices: [Device]

    /// Reads evidence in one of the containers; throws `malformed`.
    package init(_ bytes: [UInt8]) throws(AttestationError) {
        guard bytes.count <= Self.maximumLength else {
            throw AttestationError(refusing: .malformed, "the evidence is longer than \(Self.maximumLength) bytes")
        }
        if bytes.first == UInt8(ascii: "[") {
            devices = try Self.list(bytes)
        } else {
            let text = bytes.first == UInt8(ascii: "1") ? String(validating: bytes, as: UTF8.self) : nil
            let evidence = try SPDMEvidence(text.flatMap { [UInt8](hex: $0.filter { !$0.isWhitespace }) } ?? bytes)
            devices = [Device(architecture: nil, evidence: evidence, certificates: [])]
        }
    }

    private static func list(_ bytes: [UInt8]) throws(AttestationError) -> [Device] {
        guard let items = try JSONEvidence.root(bytes).items, 1...maximumDevices ~= items.count else {
            throw AttestationError(refusing: .malformed, "the evidence lists no device, or too many")
        }
        var devices: [Device] = []
        for item in items {
            guard let evidence = JSONEvidence.base64(item["evidence"]), let chain = JSONEvidence.base64(item["certificate"]) else {
                throw AttestationError(refusing: .malformed, "a device of the evidence has no measurements, or no certificates")
            }
            let certificates = try PEM.certificates(in: chain, atMost: CertificatePath.maximumLength)
            devices.append(
                Device(
                    architecture: item["arch"]?.text.map(InspectedField.printable), evidence: try SPDMEvidence(evidence),
                    certificates: certificates))
        }
        return devices
    }

    /// Every field of every device.
    package var words: [InspectedField] {
        devices.enumerated().flatMap { place, device in
            [
                InspectedField("device \(place + 1)", device.architecture ?? "of an unnamed architecture"),
                InspectedField("certificates", "\(device.certificates.count)"),
            ] + device.evidence.words
        }
    }
}
