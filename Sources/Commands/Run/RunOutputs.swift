import Client

/// Outputs on this machine: a file of mode 0600 for each slot.
enum RunOutputs {
    /// Writes each output to a file named like its slot, and says where.
    static func write(_ outputs: [String: [UInt8]], to folder: String) throws -> [String: String] {
        guard outputs.keys.allSatisfy(isFileName) else {
            throw CommandFailure(
                .appraisalRefused, reason: "INVALID_ANSWER", message: "the service named an output by something that is no slot name")
        }
        try HomeFolder.create(folder)
        var files: [String: String] = [:]
        for (slot, bytes) in outputs {
            let path = folder + "/" + slot
            try LocalFile.write(bytes, to: path)
            files[slot] = path
        }
        return files
    }

    /// 1 to 64 of `a-z 0-9 . _ -`, the first a letter or a digit: never a path.
    static func isFileName(_ slot: String) -> Bool {
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
        guard (1...64).contains(slot.utf8.count), let first = slot.utf8.first, letters.contains(first) else { return false }
        return slot.utf8.allSatisfy { letters.contains($0) || "._-".utf8.contains($0) }
    }
}
