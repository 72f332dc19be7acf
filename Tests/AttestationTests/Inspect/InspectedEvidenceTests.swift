import Testing
import Wire

@testable import Attestation

/// Evidence that is read and explained, and never verified.
@Suite struct InspectedEvidenceTests {
    @Test func `[14] Every CCA token is explained claim by claim, and none is verified`() throws {
        let entries = try EvidenceEntry.entries("evidence", "cca")
        #expect(entries.count == 9)
        for entry in entries {
            let token = try CCAToken(entry.bytes)
            let names = token.words.map(\.name)
            #expect(token.words[0].value.hasPrefix("none"))
            #expect(names.contains("platform: implementation id") && names.contains("realm: initial measurement"), "\(entry.file)")
            #expect(try refusal { try token.verify() } == .unsupported)
        }
    }

    @Test func `The claims of a known token are what its issuer says`() throws {
        let token = try CCAToken(EvidenceEntry.bytes("cca/confidential-containers_trustee/cca-example-token.cbor"))
        #expect(token.platform.algorithm == -35)
        #expect(token.words.contains { $0.name == "platform: security lifecycle" && $0.value.hasSuffix("(secured)") })
    }

    @Test func `[14] All evidence of NVIDIA devices is explained field by field, and none is verified`() throws {
        let entries = try EvidenceEntry.entries("evidence", "nvidia")
        #expect(entries.count == 14)
        var devices = 0
        for entry in entries {
            let evidence = try NVIDIAEvidence(entry.bytes)
            devices += evidence.devices.count
            for device in evidence.devices {
                #expect(!device.evidence.measurements.isEmpty && device.evidence.opaque.count > 5, "\(entry.file)")
                #expect(try refusal { try device.evidence.verify() } == .unsupported)
            }
            #expect(evidence.words.contains { $0.description.hasPrefix("verification: none") })
        }
        #expect(devices == 30)
    }

    @Test func `A GPU's evidence says its driver`() throws {
        let evidence = try NVIDIAEvidence(EvidenceEntry.bytes("nvidia/NVIDIA_attestation-sdk/hopper_evidence.json"))
        #expect(evidence.devices[0].certificates.count == 5 && evidence.devices[0].evidence.measurements.count == 64)
        #expect(evidence.words.contains { $0.description == "driver version: 590.12" })
        #expect(evidence.words.contains { $0.description == "device 1: HOPPER" })
    }

    @Test func `[2] Inspected evidence cut at any length is refused and never traps`() throws {
        let token = try EvidenceEntry.bytes("cca/veraison_services/cca-good.cbor")
        for length in token.indices { #expect(try refusal { try CCAToken(Array(token.prefix(length))) } == .malformed) }
        let text = try EvidenceEntry.bytes("nvidia/NVIDIA_attestation-sdk/sample.switchAttestationReport.txt")
        let report = try #require([UInt8](hex: String(decoding: text, as: UTF8.self)))
        for length in report.indices { #expect(try refusal { try SPDMEvidence(Array(report.prefix(length))) } == .malformed) }
        #expect(try refusal { try SPDMEvidence(report + [0]) } == .malformed)
    }
}
