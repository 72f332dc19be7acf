import Crypto
import Wire

/// What evidence carries for its caller: the 64 bytes themselves, or what takes their place on a platform with another slot.
public enum EvidenceBinding: Hashable, Sendable, CustomStringConvertible {
    /// The 64 bytes, signed as they are: SGX, TDX, SEV-SNP, and Nitro's user data.
    case reportData(ReportData)
    /// A TPM's `extraData` (0 to 66 bytes), which must be the SHA-256 of the 64 bytes.
    case digest([UInt8])
    /// Nothing that was made for a caller: evidence that anybody can show again.
    case absent

    /// Whether this is evidence for these 64 bytes. Never true of ``absent``.
    public func binds(_ expected: ReportData) -> Bool {
        switch self {
        case .reportData(let data): data == expected
        case .digest(let bytes): bytes == Self.digest(of: expected)
        case .absent: false
        }
    }

    /// What a TPM is given as qualifying data: SHA-256 over the 64 bytes.
    public static func digest(of data: ReportData) -> [UInt8] { Array(SHA256.hash(data: data.bytes)) }

    /// Hexadecimal of what is carried.
    public var description: String {
        switch self {
        case .reportData(let data): "\(data)"
        case .digest(let bytes): bytes.isEmpty ? "an empty digest" : "a digest " + bytes.hex
        case .absent: "nothing"
        }
    }

    /// What evidence must carry to be for these 64 bytes, in this one's terms.
    func wanted(_ expected: ReportData) -> String {
        switch self {
        case .digest: "a digest " + Self.digest(of: expected).hex
        default: "\(expected)"
        }
    }
}
