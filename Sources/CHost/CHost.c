// CHost
