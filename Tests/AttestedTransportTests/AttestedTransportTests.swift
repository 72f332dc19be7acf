import Testing

@Suite struct AttestedTransportTests {}
