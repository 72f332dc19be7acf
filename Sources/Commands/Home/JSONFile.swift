#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension HomeFolder {
    /// Reads one of our own JSON files.
    func decode<Value: Decodable>(_ type: Value.Type, from file: File) throws -> Value {
        let bytes = try read(file)
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw LocalFileError(filePath(file), "is damaged: it is not what cloister wrote there")
        }
    }

    /// Writes one of our own JSON files, for people to read.
    func encode(_ value: some Encodable, to file: File) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try write(Array(try encoder.encode(value)) + [UInt8(ascii: "\n")], to: file)
    }
}
