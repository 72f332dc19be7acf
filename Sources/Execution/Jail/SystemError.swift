import Glibc

/// A call to the operating system that failed.
package struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was being done.
    package let action: String
    /// The system's error number.
    package let number: Int32

    /// The failure of an action.
    package init(_ action: String, _ number: Int32) {
        self.action = action
        self.number = number
    }

    package var description: String { "could not \(action): \(String(cString: strerror(number)))" }
}
