import Attestation
import Wire

extension FuzzTarget {
    /// JSON of the strict form: every value that is read stands in the text, and is read again by itself.
    static let json = FuzzTarget("json", longest: 8192) { bytes in
        guard let root = try? JSONDocument(bytes).root else { return }
        precondition((try? JSONDocument(Array(root.bytes)))?.root.bytes.elementsEqual(root.bytes) == true, "a value is not its own text")
        for item in root.items ?? root.members?.map(\.value) ?? [] {
            precondition((try? JSONDocument(Array(item.bytes))) != nil, "a part of a value is none")
            _ = (item.text, item.integer, item.bool, item["a"]?.bytes)
        }
    }

    /// Intel's TCB info.
    static let tcbInfo = FuzzTarget("tcb-info", longest: 16_384) { bytes in
        guard let info = try? TCBInfo(bytes) else { return }
        precondition(info.levels.allSatisfy { $0.components.count == 16 } && !info.levels.isEmpty, "a level without sixteen components")
        precondition(info.window.times.lowerBound >= 0 && info.fmspc.count == 6, "a field out of range")
    }

    /// Intel's enclave identity.
    static let enclaveIdentity = FuzzTarget("enclave-identity", longest: 8192) { bytes in
        guard let identity = try? EnclaveIdentity(bytes) else { return }
        precondition(identity.signer.count == 32 && !identity.levels.isEmpty, "a field out of range")
    }

    /// The extension of a platform's certificate.
    static let pckExtension = FuzzTarget("pck-extension") { bytes in
        guard let platform = try? PCKExtension(bytes) else { return }
        precondition(platform.components.count == 16 && platform.fmspc.count == 6, "a field out of range")
    }

    /// The text of what was seen of Intel's documents: one value, one text.
    static let collateralMemory = FuzzTarget("collateral-memory") { bytes in
        guard let text = String(validating: bytes, as: UTF8.self), let memory = try? CollateralMemory(text: text) else { return }
        precondition(memory.text == text, "read from another text than it is written as")
    }
}
