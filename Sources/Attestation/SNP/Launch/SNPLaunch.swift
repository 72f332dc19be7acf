/// How a guest is launched, which is all that its measurement depends on (docs/spec/sev-snp.md).
package struct SNPLaunch: Hashable, Sendable {
    /// The virtual machine monitor; each sets up registers and pages in its own way.
    package enum Monitor: String, Hashable, Sendable, CaseIterable { case qemu, ec2, gce }

    /// The most virtual processors.
    package static let maximumProcessors = 4096

    package var firmware: GuestFirmware
    /// Virtual processors, 1 to 4096.
    package var processorCount: Int
    /// What CPUID function 1 answers in EAX; it counts for QEMU alone.
    package var processor: UInt32
    /// SEV_FEATURES of the guest; 1 is SEV-SNP and nothing else.
    package var features: UInt64
    package var monitor: Monitor
    /// Nil where the firmware starts from a disk.
    package var kernel: KernelHashes?

    package init(
        firmware: GuestFirmware, processorCount: Int, processor: UInt32, features: UInt64 = 1, monitor: Monitor = .qemu,
        kernel: KernelHashes? = nil
    ) {
        self.firmware = firmware
        self.processorCount = processorCount
        self.processor = processor
        self.features = features
        self.monitor = monitor
        self.kernel = kernel
    }

    /// CPUID function 1's EAX of a family, model and stepping. AMD CPUID specification (25481), Fn0000_0001_EAX.
    package static func signature(family: UInt8, model: UInt8, stepping: UInt8) -> UInt32 {
        let (base, extended) = family > 15 ? (15, UInt32(family) - 15) : (UInt32(family), 0)
        return extended << 20 | UInt32(model >> 4) << 16 | base << 8 | UInt32(model & 15) << 4 | UInt32(stepping & 15)
    }

    /// The measurement that reports of the guest will have: 48 bytes. Throws `malformed` for a launch that the firmware cannot serve.
    package func measurement() throws(AttestationError) -> [UInt8] {
        guard 1...Self.maximumProcessors ~= processorCount else {
            throw AttestationError(.malformed, "a guest has 1 to \(Self.maximumProcessors) virtual processors")
        }
        guard kernel == nil || firmware.sections.contains(where: { $0.kind == .kernelHashes }) else {
            throw AttestationError(.malformed, "the firmware has no section for the hashes of a kernel")
        }
        var digest = SNPLaunchDigest()
        digest.add(pages: ArraySlice(firmware.bytes), at: firmware.address)
        for section in firmware.sections where !(monitor == .ec2 && section.kind == .processorInformation) {
            try add(section, to: &digest)
        }
        if monitor == .ec2 {
            for section in firmware.sections where section.kind == .processorInformation { try add(section, to: &digest) }
        }
        digest.add(saveArea: saveArea(at: SNPSaveArea.resetVector))
        if processorCount > 1 {
            guard let address = firmware.resetAddress, address != 0 else {
                throw AttestationError(.malformed, "the firmware does not say where further processors start")
            }
            let page = saveArea(at: address)
            for _ in 1..<processorCount { digest.add(saveArea: page) }
        }
        return digest.value
    }

    private func saveArea(at address: UInt32) -> [UInt8] {
        SNPSaveArea(startingAt: address, features: features, processor: processor, monitor: monitor).bytes
    }

    private func add(_ section: GuestFirmware.Section, to digest: inout SNPLaunchDigest) throws(AttestationError) {
        let (address, count) = (UInt64(section.address), section.length / SNPLaunchDigest.pageLength)
        switch section.kind {
        case .memory: digest.add(monitor == .gce ? .unmeasured : .zero, count: count, at: address)
        case .secrets: digest.add(.secrets, count: 1, at: address)
        case .processorInformation: digest.add(.processorInformation, count: 1, at: address)
        case .callingArea: digest.add(.zero, count: count, at: address)
        case .kernelHashes:
            guard let kernel else { return digest.add(.zero, count: count, at: address) }
            guard count == 1, let table = firmware.hashTableAddress, let page = kernel.page(at: Int(table & 0xfff)) else {
                throw AttestationError(.malformed, "the firmware has no place for the hashes of a kernel")
            }
            digest.add(pages: ArraySlice(page), at: address)
        }
    }
}
