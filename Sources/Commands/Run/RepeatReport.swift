import Client

/// Calls in a row over one session.
struct RepeatReport: PropertiesReport {
    let calls: Int
    /// In milliseconds, from sending the inputs to having opened the outputs.
    let latency: Latency
    /// The last of the runs.
    let run: String
    let agreement: String
    /// Where the last run's outputs were written.
    let files: [String: String]?

    var properties: [(name: String, value: String)] {
        [
            ("calls", "\(calls)"),
            ("latency", "p50 \(latency.p50) ms, p90 \(latency.p90) ms, p99 \(latency.p99) ms"),
            ("range", "\(latency.min) ms to \(latency.max) ms, the first \(latency.first) ms"), ("last run", run),
        ] + (files ?? [:]).sorted { $0.key < $1.key }.map { ("output", "\($0.key): \($0.value)") }
    }
}
