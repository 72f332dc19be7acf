import Attestation

extension FuzzTarget {
    /// TPMS_ATTEST.
    static let tpmAttest = FuzzTarget("tpm-attest") { bytes in
        guard let attest = try? TPMAttest(bytes) else { return }
        precondition(
            attest.measurement.count == 32 && attest.selections.count <= PCRSelection.maximumCount, "a statement beyond its limits")
    }

    /// TPMT_SIGNATURE and TPMT_PUBLIC: one input for both, as they are as short.
    static let tpmKey = FuzzTarget("tpm-key", longest: 1024) { bytes in
        if let signature = try? TPMSignature(bytes) {
            precondition(signature.scalars(length: 48).map { $0.count == 96 } ?? true, "numbers of another length")
        }
        if let area = try? TPMPublic(bytes), let key = try? AttestationKey(area) { precondition(!key.info.isEmpty, "a key of no bytes") }
    }

    /// Every container of TPM evidence. A key that nobody vouches for must not be trusted.
    static let tpmEvidence = FuzzTarget("tpm-evidence", longest: 65_536) { bytes in
        guard let evidence = try? TPMEvidence(bytes) else { return }
        precondition((try? TPMVerifier(roots: []).authenticate(evidence, with: Endorsements(), at: 0)) == nil, "nobody's key was trusted")
    }

    /// The file of registers of tpm2-tools.
    static let tpmRegisters = FuzzTarget("tpm-registers") { bytes in
        guard let banks = try? TPM2ToolsRegisters.banks(bytes) else { return }
        for bank in banks { precondition(bank.values.allSatisfy { $0.value.count == bank.hash.length }, "a value of another length") }
    }

    /// Protocol buffers.
    static let protobuf = FuzzTarget("protobuf") { bytes in
        var reader = ProtobufReader(bytes)
        var fields = 0
        while (try? reader.next()) != nil { fields += 1 }
        precondition(fields <= ProtobufReader.maximumFields, "more fields than the limit")
    }

    /// A boot event log.
    static let bootEventLog = FuzzTarget("boot-event-log", longest: 65_536) { bytes in
        guard let log = try? BootEventLog(bytes) else { return }
        for hash in log.algorithms {
            precondition(log.replayed(in: hash).allSatisfy { $0.value.count == hash.length }, "a register of another length")
        }
    }

    /// A UEFI program whose Authenticode digest is asked for.
    static let peImage = FuzzTarget("pe-image", longest: 65_536) { bytes in
        guard let image = try? PEImage(bytes) else { return }
        precondition(image.measuredRanges.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= bytes.count }, "a range outside of the image")
    }
}
