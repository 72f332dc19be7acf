import Wire

/// What Intel says of whoever reaches a level: status, date and advisories.
package struct TCBLevelVerdict: Hashable, Sendable {
    /// The most advisories of one level.
    private static let maximumAdvisories = 256

    package let status: TCBStanding.Status
    /// tcbDate, in seconds since 1970.
    package let date: UInt64
    /// In the document's order.
    package let advisories: [String]

    init(_ level: DocumentMembers) throws(AttestationError) {
        guard let status = TCBStanding.Status(rawValue: try level.text("tcbStatus")) else { throw level.malformed("tcbStatus") }
        self.status = status
        date = UInt64(try level.date("tcbDate"))
        guard level.value["advisoryIDs"] != nil else {
            advisories = []
            return
        }
        var advisories: [String] = []
        for item in try level.items("advisoryIDs", 0...Self.maximumAdvisories) {
            guard let text = item.plainText, 1...64 ~= text.count, text.allSatisfy(Self.isPlain) else {
                throw level.malformed("advisoryIDs")
            }
            advisories.append(String(decoding: text, as: UTF8.self))
        }
        self.advisories = advisories
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

/// One level of a platform's trusted computing base.
package struct TCBLevel: Hashable, Sendable {
    static let componentCount = 16

    /// The least security version of each of the sixteen components.
    package let components: [UInt8]
    /// The same of the TDX module's parts; only in documents about TDX.
    package let moduleComponents: [UInt8]?
    /// The least PCESVN.
    package let pceSecurityVersion: UInt16
    package let verdict: TCBLevelVerdict

    init(_ value: JSONValue, tee: QuoteHeader.TEE, version: Int64) throws(AttestationError) {
        let level = DocumentMembers(value, TCBInfo.title)
        let tcb = try level.object("tcb")
        pceSecurityVersion = UInt16(try tcb.number("pcesvn", in: 0...65_535))
        components = version == 2 ? try Self.numbered(tcb) : try Self.listed(tcb, "sgxtcbcomponents")
        moduleComponents = tee == .tdx ? try Self.listed(tcb, "tdxtcbcomponents") : nil
        verdict = try TCBLevelVerdict(level)
    }

    /// Whether a platform has at least these versions, all sixteen and PCESVN.
    func isReached(by platform: PCKExtension) -> Bool {
        pceSecurityVersion <= platform.pceSecurityVersion && Self.isReached(components, by: platform.components, from: 0)
    }

    /// Whether a TDX module has at least these versions. The first two are judged as the module's identity where its version is above 0.
    func isReached(byModule versions: [UInt8]) -> Bool {
        guard let moduleComponents, versions.count == Self.componentCount else { return false }
        return Self.isReached(moduleComponents, by: versions, from: versions[1] > 0 ? 2 : 0)
    }

    private static func isReached(_ wanted: [UInt8], by found: [UInt8], from first: Int) -> Bool {
        wanted.count == componentCount && found.count == componentCount
            && (first..<componentCount).allSatisfy { wanted[$0] <= found[$0] }
    }

    /// Whether the level stands above the other in the order in which documents list them.
    func isAbove(_ other: TCBLevel) -> Bool {
        if components != other.components { return other.components.lexicographicallyPrecedes(components) }
        if let moduleComponents, let others = other.moduleComponents, moduleComponents != others {
            return others.lexicographicallyPrecedes(moduleComponents)
        }
        return pceSecurityVersion > other.pceSecurityVersion
    }

    /// Version 3: an array of objects.
    private static func listed(_ tcb: DocumentMembers, _ name: StaticString) throws(AttestationError) -> [UInt8] {
        guard let versions = try tcb.member(name).integers("svn", count: componentCount),
            versions.allSatisfy({ 0...255 ~= $0 })
        else { throw tcb.malformed(name) }
        return versions.map(UInt8.init(truncatingIfNeeded:))
    }

    /// Version 2: a member for each.
    private static let names: [StaticString] = [
        "sgxtcbcomp01svn", "sgxtcbcomp02svn", "sgxtcbcomp03svn", "sgxtcbcomp04svn", "sgxtcbcomp05svn", "sgxtcbcomp06svn",
        "sgxtcbcomp07svn", "sgxtcbcomp08svn", "sgxtcbcomp09svn", "sgxtcbcomp10svn", "sgxtcbcomp11svn", "sgxtcbcomp12svn",
        "sgxtcbcomp13svn", "sgxtcbcomp14svn", "sgxtcbcomp15svn", "sgxtcbcomp16svn",
    ]

    private static func numbered(_ tcb: DocumentMembers) throws(AttestationError) -> [UInt8] {
        var components: [UInt8] = []
        for name in names { components.append(UInt8(try tcb.number(name, in: 0...255))) }
        return components
    }
}
