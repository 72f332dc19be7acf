import Wire

extension State {
    /// Labelled SHA-256 over everything that the state holds, in one order; 32 bytes. Takes time in proportion to the state.
    public var digest: [UInt8] {
        Digests.labelled("cloister/state/v2") { writer in
            writer.optional(configuration) { $0.value($1) }
            writer.u64(time)
            writer.u64(eventCount)
            writer.u64(lastFence)
            writer.optional(recovery) { $0.value($1) }
            Self.write(parties, &writer)
            Self.write(functions, &writer)
            Self.write(assets, &writer)
            Self.write(agreements, &writer)
            Self.write(runs, &writer)
            writer.array(queue.keys) { $0.value($1) }
            writer.array(holdings.sorted { $0.key < $1.key }) { writer, entry in
                writer.value(entry.key)
                writer.array(entry.value.requests.records.sorted { $0.key < $1.key }) {
                    $0.value($1.key)
                    $0.fixed($1.value.commandDigest)
                    $0.value($1.value.outcome)
                    $0.u64($1.value.at)
                }
            }
        }
    }

    private static func write<Key: Identifier>(_ table: [Key: some WireEncodable], _ writer: inout ByteWriter) {
        writer.array(table.keys.sorted()) { writer, key in
            writer.value(key)
            writer.optional(table[key]) { $0.value($1) }
        }
    }
}
