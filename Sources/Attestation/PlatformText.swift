import Wire

/// The text form shared by measurements and hardware ids: the platform's name, a colon, hexadecimal in lower case.
enum PlatformText {
    static let maximumLength = 256

    static func split(_ text: some StringProtocol) -> (Platform, [UInt8])? {
        guard text.utf8.count <= maximumLength else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let platform = Platform(name: parts[0]), let bytes = [UInt8](hex: parts[1]), bytes.hex == parts[1] else {
            return nil
        }
        return (platform, bytes)
    }
}
