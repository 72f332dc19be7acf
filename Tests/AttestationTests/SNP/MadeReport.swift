import Crypto

@testable import Attestation

/// SEV-SNP reports made up field by field, with keys of our own that have AMD's names.
struct MadeReport {
    var version: UInt8 = 3
    var product = SNPProduct.milan
    /// Family, model, stepping.
    var processor: [UInt8] = [0x19, 0x01, 0x01]
    var tcb: [UInt8] = [4, 0, 0, 0, 0, 0, 24, 219]
    var chip = (0..<64).map { UInt8($0) + 1 }
    var flags: UInt8 = 0
    var algorithm: UInt8 = 1
    var hostData = NodeSlot(role: .executor, configuration: [7]).configurationDigest
    var change: (inout [UInt8]) -> Void = { _ in }

    static let reportData = (0..<64).map { UInt8($0) ^ 0x33 }

    var unsigned: [UInt8] {
        var bytes = Samples.bytes(0, SNPReport.length)
        func put(_ offset: Int, _ value: [UInt8]) { bytes.replaceSubrange(offset..<offset + value.count, with: value) }
        put(0x000, [version, 0, 0, 0, 0x44, 0x33, 0x22, 0x11, 0x1f, 0x00, 0x03])
        put(0x010, Samples.bytes(0xf1, 16) + Samples.bytes(0xf2, 16))
        put(0x030, [1, 0, 0, 0, algorithm, 0, 0, 0])
        put(0x038, tcb)
        put(0x040, [0x25])
        bytes[0x48] = flags
        put(0x050, Self.reportData)
        put(0x090, Samples.bytes(0x4d, 48) + hostData)
        put(0x0e0, Samples.bytes(0xd1, 48) + Samples.bytes(0xd2, 48) + Samples.bytes(0x1d, 32) + Samples.bytes(0xff, 32))
        put(0x180, tcb)
        if version > 2 { put(0x188, processor) }
        put(0x1a0, chip)
        put(0x1e0, tcb + [29, 55, 1, 0, 28, 54, 1, 0] + tcb)
        if version > 4 { put(0x1f8, [3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]) }
        change(&bytes)
        return bytes
    }

    func bytes(signedBy key: P384.Signing.PrivateKey) throws -> [UInt8] {
        var bytes = unsigned
        let signature = Array(try key.signature(for: bytes.prefix(0x2a0)).rawRepresentation)
        bytes.replaceSubrange(0x2a0..<0x2d0, with: signature.prefix(48).reversed())
        bytes.replaceSubrange(0x2e8..<0x318, with: signature.suffix(48).reversed())
        return bytes
    }
}

/// A root, an authority, a key's certificate and a revocation list, with AMD's names.
struct MadeSNPChain {
    var root: MadeCertificate
    var authority: MadeCertificate
    var key: MadeCertificate
    var revocationList: MadeRevocationList

    private static func part(_ numbers: [UInt8], _ value: [UInt8]) -> MadeCertificate.Extension {
        var bytes: [UInt8] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0x9c, 0x78, 0x01]
        bytes += numbers
        // The literal form takes no computed numbers.
        return MadeCertificate.Extension(identifier: (try? OID(content: bytes[...])) ?? [0, 0], value: value)
    }

    static func extensions(_ report: MadeReport, provider: String? = nil) -> [MadeCertificate.Extension] {
        let (tcb, turin) = (report.tcb, report.product == .turin)
        // The number of each byte's extension.
        let numbers: [UInt8] = turin ? [9, 1, 2, 3, 5, 6, 7, 8] : [1, 2, 4, 5, 6, 7, 3, 8]
        let holder = provider.map { part([5], MadeDER.text($0, tag: 0x16)) } ?? part([4], Array(report.chip.prefix(turin ? 8 : 64)))
        let name = report.product.rawValue + (provider == nil && !turin ? "-B0" : "")
        return [part([1], MadeDER.integer(turin ? 1 : 0)), part([2], MadeDER.text(name, tag: 0x16))]
            + zip(numbers, tcb).map { part([3, $0], MadeDER.integer($1)) } + [holder]
    }

    init(_ report: MadeReport = MadeReport(), provider: String? = nil) {
        let (top, middle) = ("ARK-\(report.product)", provider == nil ? "SEV-\(report.product)" : "SEV-VLEK-\(report.product)")
        root = .authority(top)
        authority = .authority(middle, by: top, pathLength: 0)
        authority.serial = [0x31]
        key = MadeCertificate(subject: provider == nil ? "SEV-VCEK" : "SEV-VLEK", issuer: middle)
        key.extensions = Self.extensions(report, provider: provider)
        revocationList = MadeRevocationList(issuer: root)
    }

    func endorsements() throws -> Endorsements {
        Endorsements(
            certificates: [
                try root.der(), try key.der(signedBy: authority.key), try MadeCertificate.authority("stranger").der(),
                try authority.der(signedBy: root.key),
            ], revocationLists: [try revocationList.der(signedBy: root.key)])
    }

    func verify(
        _ report: MadeReport, with endorsements: Endorsements? = nil, at time: Int64 = MadeCertificate.time,
        accepting dangers: Set<SNPVerifier.Danger> = []
    ) throws -> AuthenticReport {
        try SNPVerifier(roots: [root.pinned()], accepting: dangers).authenticate(
            Evidence(platform: .sevSNP, bytes: report.bytes(signedBy: key.key)), with: endorsements ?? self.endorsements(), at: UInt64(time)
        )
    }

    /// Which check refused; nil if none.
    func refusal(
        _ report: MadeReport, with endorsements: Endorsements? = nil, at time: Int64 = MadeCertificate.time
    ) -> EvidenceRefusal? {
        do {
            _ = try verify(report, with: endorsements, at: time)
            return nil
        } catch { return (error as? AttestationError)?.refusal }
    }
}
