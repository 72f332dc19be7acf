import AttestedSession

extension FuzzTarget {
    /// What a client's record 0 holds.
    static let callHeader = FuzzTarget("call-header", CallHeader.self)
    /// What a server's record 0 holds.
    static let callMetadata = FuzzTarget("call-metadata", CallMetadata.self)
    /// What a server's end holds.
    static let callStatus = FuzzTarget("call-status", CallStatus.self)
}
