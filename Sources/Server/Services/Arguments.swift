import ControlAPI
import ControlPlane
import FoundationEssentials
import GRPCCore
import Wire

// How request fields become values of the control plane. An id that cannot be read is told like one that does not exist.

extension Identifier {
    /// An object's id.
    init(argument text: String) throws(ServiceRefusal) {
        guard let id = Self(text) else { throw .notFound }
        self = id
    }
}

extension IdempotencyKey {
    /// A request's key: exactly 16 bytes.
    init(_ data: Data) throws(ServiceRefusal) {
        do {
            try self.init(bytes: Array(data))
        } catch {
            throw ServiceRefusal(
                code: .invalidArgument, reason: "IDEMPOTENCY_KEY_MISSING", message: "Every change needs an idempotency key of 16 bytes.")
        }
    }
}

extension SignedDocument {
    /// The exact bytes and the signature that a party sent.
    init(_ document: Cloister_V1_SignedDocument) throws(WireError) {
        try self.init(bytes: Array(document.document), signature: Array(document.signature))
    }
}

extension Cloister_V1_SignedDocument {
    init(_ document: SignedDocument<some DocumentBody>) {
        self.init()
        self.document = Data(document.bytes)
        signature = Data(document.signature)
    }
}

extension Cloister_V1_PageRequest {
    /// The default page is of 50.
    var limit: Int { size == 0 ? 50 : Int(size) }
    var cursor: String? { token.isEmpty ? nil : token }
}

extension Page {
    /// The most bytes of documents in a page of more than one: with somebody else's long documents in it, a list must still be told.
    private static var maximumBytes: Int { 8 << 20 }

    /// A page that can be sent: a shorter one where that of the length asked for cannot. A single item is always told.
    static func fitting(
        _ limit: Int, size: (Item) -> Int, _ page: (_ limit: Int) throws -> Page
    ) rethrows -> Page {
        var limit = limit
        while true {
            let page = try page(limit)
            if limit <= 1 || page.items.reduce(0, { $0 + size($1) }) <= maximumBytes { return page }
            limit /= 2
        }
    }
}
