// SoftwareTEE
