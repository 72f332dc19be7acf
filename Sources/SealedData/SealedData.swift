// SealedData
