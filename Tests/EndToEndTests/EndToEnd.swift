import Testing

/// The real programs, each a process of its own, and parties that reach them through the SDK alone. One at a time: each has its own node.
@Suite(.serialized, .enabled(if: Host.canRun, Host.why)) struct EndToEnd {}
