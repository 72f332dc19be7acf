/// Shamir's secret sharing, byte by byte over GF(2⁸) with the polynomial of AES, x⁸ + x⁴ + x³ + x + 1 (docs/spec/keys.md, "Recovery").
///
/// Share x, from 1 on, has the values at x of polynomials of degree k - 1 whose values at 0 are the secret. Fewer than k shares tell nothing
/// of it. No branch and no address depends on a secret: only on how many shares there are, and which.
enum SecretSharing {
    /// Splits a secret into shares 1 to `count`, of which any `threshold` give it back.
    ///
    /// - Parameter coefficients: `threshold` - 1 times as many random bytes as the secret has: those of x, then those of x² …
    static func split(_ secret: [UInt8], threshold: Int, count: Int, coefficients: [UInt8]) -> [[UInt8]] {
        precondition((1...count).contains(threshold) && count < 256 && coefficients.count == (threshold - 1) * secret.count)
        return (1...count).map { x in
            secret.indices.map { position in
                // Horner's rule, from the highest power down to the secret.
                var value: UInt8 = 0
                for power in stride(from: threshold - 1, to: 0, by: -1) {
                    value = multiply(value ^ coefficients[(power - 1) * secret.count + position], UInt8(x))
                }
                return value ^ secret[position]
            }
        }
    }

    /// The secret, from as many shares as the threshold says; of fewer, or of others, something else. Shares are of one length, and not empty.
    static func combine(_ shares: [UInt8: [UInt8]]) -> [UInt8] {
        var secret = [UInt8](repeating: 0, count: shares.values.first?.count ?? 0)
        for (x, share) in shares {
            // Lagrange's weight of this share at 0.
            var weight: UInt8 = 1
            for other in shares.keys where other != x { weight = multiply(weight, multiply(other, inverse(other ^ x))) }
            for (position, byte) in share.enumerated() { secret[position] ^= multiply(byte, weight) }
        }
        return secret
    }

    /// The product, by shifts and masks alone.
    static func multiply(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var (product, shifted): (UInt8, UInt8) = (0, left)
        for bit in 0..<8 {
            product ^= shifted & (0 &- ((right >> UInt8(bit)) & 1))
            shifted = (shifted << 1) ^ (0x1b & (0 &- (shifted >> 7)))
        }
        return product
    }

    /// The inverse, as the 254th power; that of 0 is 0.
    static func inverse(_ value: UInt8) -> UInt8 {
        // 254 = 2 + 4 + 8 + … + 128.
        var (power, product) = (value, UInt8(1))
        for _ in 0..<7 {
            power = multiply(power, power)
            product = multiply(product, power)
        }
        return product
    }
}
