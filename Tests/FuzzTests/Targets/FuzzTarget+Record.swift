import Crypto
import Wire

@testable import AttestedSession

extension FuzzTarget {
    /// A record as the network delivers it: nothing opens but what was sealed.
    static let record = FuzzTarget("record") { bytes in
        for key in [keys.clientToServer, keys.serverToClient] {
            var opener = RecordOpener(key)
            _ = try? opener.open(bytes)
            _ = try? opener.open(bytes)
        }
    }

    /// A record of a peer that holds the keys: type ‖ anything in place of the padded plaintext, properly sealed.
    static let recordPlaintext = FuzzTarget("record-plaintext") { bytes in
        guard let first = bytes.first, let type = RecordType(rawValue: first) else { return }
        for key in [keys.clientToServer, keys.serverToClient] {
            var associatedData = key.associatedData
            RecordFormat.fill(&associatedData, sequence: 0, type: type)
            let part = [UInt8](repeating: 0, count: RecordFormat.nonceBytes)
            guard let nonce = try? AES.GCM.Nonce(data: [0, 0, 0, 0] + part),
                let box = try? AES.GCM.seal(bytes.dropFirst(), using: key.sealing, nonce: nonce, authenticating: associatedData)
            else { continue }
            let record = [first] + part + Array(box.ciphertext) + Array(box.tag)
            var opener = RecordOpener(key)
            guard let opened = try? opener.open(record) else { continue }
            precondition(
                opened.type == type && RecordFormat.paddedLength(of: opened.content.count) == bytes.count - 1, "wrong padding opened")
            var header = RecordOpener(key)
            _ = try? header.openHeader(record)
            var metadata = RecordOpener(key)
            _ = try? metadata.openMetadata(record)
            var status = RecordOpener(key)
            _ = try? status.openStatus(record)
        }
    }

    /// Several records as one message.
    static let recordBundle = FuzzTarget("record-bundle") { bytes in
        bytes.withUnsafeBytes { buffer in
            var total = 0
            guard (try? BundledRecords.forEach(in: buffer) { total += BundledRecords.lengthBytes + $0.count }) != nil else { return }
            precondition(total == buffer.count, "records and lengths are not the whole message")
        }
    }

    private static let keys: CallKeys = {
        let session = SessionKeys(
            id: [UInt8](repeating: 1, count: 16), ageLimit: 60, secret: SymmetricKey(data: [UInt8](repeating: 2, count: 32)))
        return session.callKeys(CallID(counter: 0, random: [UInt8](repeating: 3, count: 8)))
    }()
}
