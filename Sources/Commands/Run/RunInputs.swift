import ArgumentParser
import Client
import ControlPlane

/// A slot and what fills it, as the command line says it: `slot=FILE`, or `slot=asset:ID`.
struct InputArgument: Sendable {
    enum Source: Equatable, Sendable {
        case file(String)
        case asset(String)
    }

    let slot: String
    let source: Source

    static func parse(_ text: String) throws -> InputArgument {
        guard let argument = InputArgument(text) else {
            throw ValidationError("write SLOT=FILE, or SLOT=asset:ID with an asset id of 32 hexadecimal digits")
        }
        return argument
    }

    init?(_ argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else { return nil }
        slot = String(argument[..<equals])
        let rest = argument[argument.index(after: equals)...]
        guard !rest.isEmpty else { return nil }
        if rest.hasPrefix("asset:") {
            guard let id = AssetID(rest.dropFirst("asset:".count)) else { return nil }
            source = .asset(id.description)
        } else {
            source = .file(String(rest))
        }
    }

    /// The longest input that travels inline: what one message of the session holds, less its own overhead.
    static let maximumInlineBytes = 11 << 20

    /// Reads the files.
    static func contents(_ arguments: [InputArgument]) throws -> [String: RunContent] {
        let pairs = try arguments.map { ($0.slot, try $0.content()) }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    private func content() throws -> RunContent {
        switch source {
        case .asset(let id): return .asset(id)
        case .file(let path):
            let bytes = try LocalFile.read(path, atMost: FunctionManifest.maximumPayloadBytes)
            guard bytes.count <= Self.maximumInlineBytes else {
                throw LocalFileError(
                    path,
                    "is longer than \(ByteCount(UInt64(Self.maximumInlineBytes))); seal it with `cloister asset create` and give it as asset:ID"
                )
            }
            return .inline(bytes)
        }
    }
}
