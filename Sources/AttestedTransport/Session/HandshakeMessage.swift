import ControlAPI

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Cloister_V1_HandshakeMessage {
    init(_ payload: [UInt8]) {
        self.init()
        self.payload = Data(payload)
    }

    var bytes: [UInt8] { Array(payload) }
}
