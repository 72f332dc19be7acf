import Wire

@testable import Attestation

/// A platform's extension of its certificate, made up field by field.
struct MadePlatform {
    var components: [UInt8] = [3, 3, 2, 2, 4, 1, 0, 5] + [UInt8](repeating: 0, count: 8)
    var pceSecurityVersion: UInt8 = 13
    var pceID: [UInt8] = [0, 0]
    var fmspc = IntelLab.fmspc
    var instance: [UInt8]? = [UInt8](repeating: 0x1d, count: 16)
    var provisioningIDLength = 16
    var memoryProtection: [UInt8] = [0x0a, 1, 1]
    var flags: [UInt8]? = [0xff, 0, 0xff]
    /// Fields after the others.
    var more: [UInt8] = []

    private static func field(_ path: [UInt8], _ value: [UInt8]) -> [UInt8] {
        MadeDER.sequence(MadeDER.element(0x06, PCKExtension.identifier.bytes + path), value)
    }
    static func octets(_ path: [UInt8], _ bytes: [UInt8]) -> [UInt8] { field(path, MadeDER.element(0x04, bytes)) }

    var der: [UInt8] {
        var tcb: [UInt8] = []
        for (index, component) in components.enumerated() { tcb += Self.field([2, UInt8(index + 1)], MadeDER.integer(component)) }
        tcb += Self.field([2, 17], MadeDER.integer(pceSecurityVersion)) + Self.octets([2, 18], [UInt8](repeating: 7, count: 16))
        var fields = Self.octets([1], [UInt8](repeating: 0x9d, count: provisioningIDLength)) + Self.field([2], MadeDER.element(0x30, tcb))
        fields += Self.octets([3], pceID) + Self.octets([4], fmspc) + Self.field([5], memoryProtection)
        if let instance { fields += Self.octets([6], instance) }
        if let flags {
            let parts = flags.enumerated().flatMap { Self.field([7, UInt8($0.offset + 1)], [0x01, 0x01, $0.element]) }
            fields += Self.field([7], MadeDER.element(0x30, parts))
        }
        return MadeDER.element(0x30, fields + more)
    }
}

/// A TCB info, made up in the same way.
struct MadeTCBInfo {
    struct Level {
        var components: [Int] = [3, 3, 2, 2, 4, 1, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0]
        var module: [Int] = [5, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        var pceSecurityVersion = 13
        var date = "2024-11-13T00:00:00Z"
        var status = "UpToDate"
        var advisories: [String] = []
    }
    struct Module {
        var version: UInt8 = 1
        var levels: [(Int, String, [String])] = [(6, "UpToDate", []), (4, "OutOfDate", ["INTEL-SA-01036"])]
        var signer: UInt8 = 0
    }

    var id = "SGX"
    var version = 3
    var issued = MadeCertificate.time - 100
    var next = MadeCertificate.time + 100
    var fmspc = IntelLab.fmspc
    var pceID = "0000"
    var number = 18
    var moduleSigner: UInt8 = 0
    var modules = [Module()]
    var levels = [
        Level(),
        Level(
            components: [Int](repeating: 0, count: 16), pceSecurityVersion: 5, date: "2023-02-15T00:00:00Z", status: "OutOfDate",
            advisories: ["INTEL-SA-00837"]),
    ]

    private func identity(_ signer: UInt8) -> String {
        let hex = [UInt8](repeating: signer, count: 48).hex
        return "\"mrsigner\":\"\(hex)\",\"attributes\":\"0000000000000000\",\"attributesMask\":\"FFFFFFFFFFFFFFFF\""
    }

    private func list(_ advisories: [String]) -> String { "[" + advisories.map { "\"\($0)\"" }.joined(separator: ",") + "]" }

    private func text(_ level: Level) -> String {
        let numbers = level.components.enumerated().map { "\"sgxtcbcomp\($0.offset < 9 ? "0" : "")\($0.offset + 1)svn\":\($0.element)" }
        let objects = { (parts: [Int]) in "[" + parts.map { "{\"svn\":\($0)}" }.joined(separator: ",") + "]" }
        let components = version == 2 ? numbers.joined(separator: ",") : "\"sgxtcbcomponents\":" + objects(level.components)
        let module = id == "TDX" ? ",\"tdxtcbcomponents\":" + objects(level.module) : ""
        return "{\"tcb\":{\(components)\(module),\"pcesvn\":\(level.pceSecurityVersion)},\"tcbDate\":\"\(level.date)\","
            + "\"tcbStatus\":\"\(level.status)\",\"advisoryIDs\":\(list(level.advisories))}"
    }

    var json: String {
        let named = modules.map { module in
            let levels = module.levels.map {
                "{\"tcb\":{\"isvsvn\":\($0.0)},\"tcbDate\":\"2024-03-13T00:00:00Z\",\"tcbStatus\":\"\($0.1)\",\"advisoryIDs\":\(list($0.2))}"
            }
            return "{\"id\":\"TDX_\([module.version].hex)\",\(identity(module.signer)),\"tcbLevels\":[\(levels.joined(separator: ","))]}"
        }
        let tdx = ",\"tdxModule\":{\(identity(moduleSigner))},\"tdxModuleIdentities\":[\(named.joined(separator: ","))]"
        return "{\"id\":\"\(id)\",\"version\":\(version),\"issueDate\":\"\(CivilTime.rfc3339(issued))\","
            + "\"nextUpdate\":\"\(CivilTime.rfc3339(next))\",\"fmspc\":\"\(fmspc.hex)\",\"pceId\":\"\(pceID)\",\"tcbType\":0,"
            + "\"tcbEvaluationDataNumber\":\(number)\(id == "TDX" ? tdx : ""),\"tcbLevels\":[\(levels.map(text).joined(separator: ","))]}"
    }
}

/// An enclave identity, made up in the same way.
struct MadeIdentity {
    var id = "QE"
    var version = 2
    var issued = MadeCertificate.time - 100
    var next = MadeCertificate.time + 100
    var number = 18
    var signer: UInt8 = 0x51
    var productID = 2
    var miscSelect = "00000000"
    var attributes = "11000000000000000000000000000000"
    var levels: [(Int, String)] = [(6, "UpToDate"), (4, "OutOfDate")]

    var json: String {
        let levels = levels.map {
            "{\"tcb\":{\"isvsvn\":\($0.0)},\"tcbDate\":\"2024-03-13T00:00:00Z\",\"tcbStatus\":\"\($0.1)\",\"advisoryIDs\":[\"INTEL-SA-00477\"]}"
        }
        return "{\"id\":\"\(id)\",\"version\":\(version),\"issueDate\":\"\(CivilTime.rfc3339(issued))\","
            + "\"nextUpdate\":\"\(CivilTime.rfc3339(next))\",\"tcbEvaluationDataNumber\":\(number),\"miscselect\":\"\(miscSelect)\","
            + "\"miscselectMask\":\"FFFFFFFF\",\"attributes\":\"\(attributes)\",\"attributesMask\":\"FBFFFFFFFFFFFFFF0000000000000000\","
            + "\"mrsigner\":\"\([UInt8](repeating: signer, count: 32).hex)\",\"isvprodid\":\(productID),"
            + "\"tcbLevels\":[\(levels.joined(separator: ","))]}"
    }
}
