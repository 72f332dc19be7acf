import Testing

@Suite struct SealedDataTests {}
