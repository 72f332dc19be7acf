import ControlPlane

/// What has become of an asset's key on this node, in the words that its owner sees.
enum KeyStanding: String {
    /// It can be used.
    case held
    /// The asset's release policy does not admit the software that this node runs, so that no other node may give it the key.
    case withheld
    /// The node has lost it, or its file is an older one.
    case missing
}

extension AssetKeyStore {
    /// What has become of an asset's key under the software of this node, a measurement text.
    func standing(of asset: AssetView, under measurement: String) -> KeyStanding {
        if key(of: asset.id) != nil { return .held }
        return asset.document.body.release.measurements.contains(measurement) ? .missing : .withheld
    }
}
