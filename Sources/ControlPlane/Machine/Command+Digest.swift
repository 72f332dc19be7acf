import Wire

extension Command {
    /// Recognises a repetition: equal for equal requests. The name that the control node chose for a run is not part of it.
    var digest: [UInt8] {
        Digests.labelled("cloister/command/v1") { writer in
            switch self {
            case .configure(let configuration):
                writer.u8(0)
                writer.value(configuration)
            case .registerParty(let document):
                writer.u8(1)
                writer.value(document)
            case .suspendParty(let party): Self.write(2, party, &writer)
            case .reinstateParty(let party): Self.write(3, party, &writer)
            case .registerFunction(let document, let salt, let payload):
                writer.u8(4)
                writer.value(document)
                writer.variable(salt)
                writer.variable(Digests.sha256(payload))
            case .disableFunction(let function): Self.write(5, function, &writer)
            case .enableFunction(let function): Self.write(6, function, &writer)
            case .deleteFunction(let function): Self.write(7, function, &writer)
            case .registerAsset(let document, let blobPresent):
                writer.u8(8)
                writer.value(document)
                writer.bool(blobPresent)
            case .recordBlob(let asset): Self.write(9, asset, &writer)
            case .deleteAsset(let asset): Self.write(10, asset, &writer)
            case .proposeAgreement(let document):
                writer.u8(11)
                writer.value(document)
            case .signAgreement(let agreement, let signature):
                Self.write(12, agreement, &writer)
                writer.variable(signature)
            case .withdrawAgreement(let agreement): Self.write(13, agreement, &writer)
            case .haltAgreement(let agreement): Self.write(14, agreement, &writer)
            case .forgetExpired(let count):
                writer.u8(15)
                writer.u64(UInt64(max(0, count)))
            case .admitRun(let agreement, _, let inputs):
                Self.write(16, agreement, &writer)
                writer.array(inputs) { $0.value($1) }
            case .startRun(let run, let executor, let nonce):
                Self.write(17, run, &writer)
                writer.string(executor)
                writer.u64(nonce)
            case .completeRun(let run, let lease, let outputs, let keys):
                Self.write(18, run, &writer)
                writer.value(lease)
                writer.array(outputs) { $0.value($1) }
                writer.array(keys) { $0.value($1) }
            case .failRun(let run, let lease, let failure):
                Self.write(19, run, &writer)
                writer.optional(lease) { $0.value($1) }
                writer.value(failure)
            case .requeueRun(let run, let lease):
                Self.write(20, run, &writer)
                writer.value(lease)
            case .cancelRun(let run): Self.write(21, run, &writer)
            case .handOverKeys(let measurement):
                writer.u8(22)
                writer.string(measurement)
            case .setRecovery(let record):
                writer.u8(23)
                writer.value(record)
            case .recoverKeys(let generation, let holders):
                writer.u8(24)
                writer.u64(generation)
                writer.array(holders) { $0.u8($1) }
            }
        }
    }

    private static func write(_ tag: UInt8, _ identifier: some Identifier, _ writer: inout ByteWriter) {
        writer.u8(tag)
        writer.value(identifier)
    }
}
