import ArgumentParser
import Attestation
import AttestedTransport
import ControlPlane
import Wire

/// Checks what stands on the command line, so that a typing error never reaches a node.
enum Arguments {
    static func endpoint(_ text: String) throws -> Endpoint {
        guard let endpoint = Endpoint(text), endpoint.port > 0 else {
            throw ValidationError("“\(Terminal.escaped(text))” is no host:port such as cloud.example:7443")
        }
        return endpoint
    }

    static func party(_ text: String) throws -> String { try identifier(PartyID.self, text, "a party id of 32 hexadecimal digits") }

    static func asset(_ text: String) throws -> String { try identifier(AssetID.self, text, "an asset id of 32 hexadecimal digits") }

    static func agreement(_ text: String) throws -> String {
        try identifier(AgreementID.self, text, "an agreement id of 32 hexadecimal digits")
    }

    static func run(_ text: String) throws -> String { try identifier(RunID.self, text, "a run id of 32 hexadecimal digits") }

    static func function(_ text: String) throws -> String {
        try identifier(FunctionDigest.self, text, "a function digest of 64 hexadecimal digits")
    }

    static func functionDigest(_ text: String) throws -> FunctionDigest {
        guard let digest = FunctionDigest(text) else {
            throw ValidationError("“\(Terminal.escaped(text))” is not a function digest of 64 hexadecimal digits")
        }
        return digest
    }

    static func measurement(_ text: String) throws -> Measurement {
        guard let measurement = Measurement(text), !measurement.isZero else {
            throw ValidationError("“\(Terminal.escaped(text))” is no measurement such as software-tee:ab12…")
        }
        return measurement
    }

    static func digest(_ text: String) throws -> [UInt8] {
        guard let bytes = [UInt8](hex: text), bytes.count == 32 else {
            throw ValidationError("“\(Terminal.escaped(text))” is not a SHA-256 digest of 64 hexadecimal digits")
        }
        return bytes
    }

    static func rootKey(_ text: String) throws -> [UInt8] {
        guard let bytes = [UInt8](hex: text), bytes.count == 65 else {
            throw ValidationError("a software root is an uncompressed P-256 public key of 130 hexadecimal digits")
        }
        return bytes
    }

    static func moment(_ text: String) throws -> UInt64 {
        guard let seconds = CivilTime.seconds(rfc3339: text), let moment = UInt64(exactly: seconds) else {
            throw ValidationError("“\(Terminal.escaped(text))” is no moment such as 2026-11-23T12:00:00Z")
        }
        return moment
    }

    static func nonce(_ text: String) throws -> [UInt8] {
        guard let bytes = [UInt8](hex: text), !bytes.isEmpty, bytes.count <= 512 else {
            throw ValidationError("a nonce is hexadecimal, 1 to 512 bytes")
        }
        return bytes
    }

    private static func identifier<ID: Identifier>(_ type: ID.Type, _ text: String, _ wanted: String) throws -> String {
        guard let id = ID(text) else { throw ValidationError("“\(Terminal.escaped(text))” is not \(wanted)") }
        return id.description
    }
}
