import Testing

@Suite struct AttestationTests {}
