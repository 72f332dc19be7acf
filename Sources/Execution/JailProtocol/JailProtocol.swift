/// The numbers of the jail protocol.
package enum JailProtocol {
    /// What both sides speak.
    package static let version = "cloister/jail/v1"
    /// The descriptor that a jail talks over, the only one it inherits beside 0 to 2.
    package static let descriptor: Int32 = 3
    /// The longest message, in bytes.
    package static let maximumMessage = 1 << 20
    /// The longest name of a slot or a parameter, in bytes.
    package static let maximumName = 256
    /// The most slots of one direction.
    package static let maximumSlots = 32
    /// The most parameters.
    package static let maximumParameters = 64
    /// The longest value of a parameter, in bytes.
    package static let maximumParameterValue = 8192
    /// The most findings of a check.
    package static let maximumFindings = 64
    /// Where a jail finds ONNX Runtime.
    package static let onnxRuntimePath = "/lib/libonnxruntime.so.1"
}
