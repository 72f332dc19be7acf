/// The verifiers of all platforms of hardware, under the roots of their vendors.
public enum HardwareVerifiers {
    /// One for each platform whose evidence is verified here.
    public static let all: [any EvidenceVerifier] = []
}
