import CAEAD

extension UnsafeMutableRawBufferPointer {
    /// Fills the memory with zeros, whatever the optimiser thinks of it.
    package func wipe() { caead_wipe(baseAddress, count) }
}
