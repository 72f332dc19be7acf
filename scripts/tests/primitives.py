"""X-Wing, HPKE's exporter, AES-256-GCM and ECDSA P-256 in plain Python, for tests that check ours against the standards. Slow and not constant-time."""

import hashlib
import hmac

# ML-KEM-768 (FIPS 203): key generation from a seed, and decapsulation.
Q, N, K, ETA, DU, DV = 3329, 256, 3, 2, 10, 4
ZETAS = [pow(17, int(f"{i:07b}"[::-1], 2), Q) for i in range(128)]
GAMMAS = [pow(17, 2 * int(f"{i:07b}"[::-1], 2) + 1, Q) for i in range(128)]


def ntt(f):
    f, i, length = list(f), 1, 128
    while length >= 2:
        for start in range(0, N, 2 * length):
            for j in range(start, start + length):
                t = ZETAS[i] * f[j + length]
                f[j + length], f[j] = (f[j] - t) % Q, (f[j] + t) % Q
            i += 1
        length //= 2
    return f


def inverse_ntt(f):
    f, i, length = list(f), 127, 2
    while length <= 128:
        for start in range(0, N, 2 * length):
            for j in range(start, start + length):
                t = f[j]
                f[j], f[j + length] = (t + f[j + length]) % Q, ZETAS[i] * (f[j + length] - t) % Q
            i -= 1
        length *= 2
    return [x * 3303 % Q for x in f]


def multiply(f, g):
    h = []
    for i in range(128):
        a, b, c, d = f[2 * i], f[2 * i + 1], g[2 * i], g[2 * i + 1]
        h += [(a * c + b * d * GAMMAS[i]) % Q, (a * d + b * c) % Q]
    return h


def add(f, g):
    return [(a + b) % Q for a, b in zip(f, g)]


def dot(fs, gs):
    total = [0] * N
    for f, g in zip(fs, gs):
        total = add(total, multiply(f, g))
    return total


def pack(values, width):
    number = sum(value << (width * i) for i, value in enumerate(values))
    return number.to_bytes(len(values) * width // 8, "little")


def unpack(data, width):
    number = int.from_bytes(data, "little")
    return [number >> (width * i) & (1 << width) - 1 for i in range(len(data) * 8 // width)]


def compress(f, width):
    return [((x << width) + Q // 2) // Q % (1 << width) for x in f]


def decompress(f, width):
    return [(x * Q + (1 << width - 1)) >> width for x in f]


def sample_uniform(rho, i, j):
    stream, out, at = hashlib.shake_128(rho + bytes([j, i])).digest(1344), [], 0
    while len(out) < N:
        a, b, c = stream[at : at + 3]
        out += [d for d in (a + 256 * (b % 16), b // 16 + 16 * c) if d < Q]
        at += 3
    return out[:N]


def sample_noise(seed, counter):
    bits = unpack(hashlib.shake_256(seed + bytes([counter])).digest(64 * ETA), 1)
    return [(bits[4 * i] + bits[4 * i + 1] - bits[4 * i + 2] - bits[4 * i + 3]) % Q for i in range(N)]


def encrypt(public, message, coins):
    t = [unpack(public[384 * i : 384 * (i + 1)], 12) for i in range(K)]
    rho = public[384 * K :]
    y = [ntt(sample_noise(coins, i)) for i in range(K)]
    e1 = [sample_noise(coins, K + i) for i in range(K)]
    u = [add(inverse_ntt(dot([sample_uniform(rho, j, i) for j in range(K)], y)), e1[i]) for i in range(K)]
    v = add(add(inverse_ntt(dot(t, y)), sample_noise(coins, 2 * K)), decompress(unpack(message, 1), 1))
    return b"".join(pack(compress(x, DU), DU) for x in u) + pack(compress(v, DV), DV)


def mlkem_key(d, z):
    seeds = hashlib.sha3_512(d + bytes([K])).digest()
    rho, sigma = seeds[:32], seeds[32:]
    s = [ntt(sample_noise(sigma, i)) for i in range(K)]
    e = [ntt(sample_noise(sigma, K + i)) for i in range(K)]
    t = [add(dot([sample_uniform(rho, i, j) for j in range(K)], s), e[i]) for i in range(K)]
    return b"".join(pack(x, 12) for x in t) + rho, (s, z)


def mlkem_decapsulate(public, private, ciphertext):
    s, z = private
    u = [ntt(decompress(unpack(ciphertext[320 * i : 320 * (i + 1)], DU), DU)) for i in range(K)]
    v = decompress(unpack(ciphertext[320 * K :], DV), DV)
    w = [(a - b) % Q for a, b in zip(v, inverse_ntt(dot(s, u)))]
    message = pack(compress(w, 1), 1)
    secrets = hashlib.sha3_512(message + hashlib.sha3_256(public).digest()).digest()
    if encrypt(public, message, secrets[32:]) != ciphertext:
        return hashlib.shake_256(z + ciphertext).digest(32)
    return secrets[:32]


def x25519(scalar, u):
    """RFC 7748, section 5."""
    p = 2**255 - 19
    k = int.from_bytes(scalar, "little") & ~7 & (1 << 255) - 1 | 1 << 254
    x1 = int.from_bytes(u, "little") & (1 << 255) - 1
    x2, z2, x3, z3 = 1, 0, x1, 1
    for bit in f"{k:0255b}":
        if bit == "1":
            x2, z2, x3, z3 = x3, z3, x2, z2
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        e, da, cb = a * a - b * b, d * a, c * b
        x3, z3 = (da + cb) ** 2 % p, x1 * (da - cb) ** 2 % p
        x2, z2 = a * a * b * b % p, e * (a * a + 121665 * e) % p
        if bit == "1":
            x2, z2, x3, z3 = x3, z3, x2, z2
    return (x2 * pow(z2, p - 2, p) % p).to_bytes(32, "little")


class XWing:
    """draft-connolly-cfrg-xwing-kem, from its seed of 32 bytes."""

    def __init__(self, seed):
        expanded = hashlib.shake_256(seed).digest(96)
        self.kem, self.private = mlkem_key(expanded[:32], expanded[32:64])
        self.scalar = expanded[64:]
        self.point = x25519(self.scalar, (9).to_bytes(32, "little"))
        self.public = self.kem + self.point

    def decapsulate(self, encapsulation):
        first, second = encapsulation[:1088], encapsulation[1088:]
        shared = mlkem_decapsulate(self.kem, self.private, first) + x25519(self.scalar, second)
        return hashlib.sha3_256(shared + second + self.point + bytes.fromhex("5c2e2f2f5e5c")).digest()


def expand(key, info, length):
    out, block = b"", b""
    while len(out) < length:
        block = hmac.digest(key, block + info + bytes([len(out) // 32 + 1]), "sha256")
        out += block
    return out[:length]


class HPKEExporter:
    """RFC 9180: base mode, KEM 0x647a, HKDF-SHA256, AES-256-GCM; the exporter alone."""

    SUITE = b"HPKE" + bytes.fromhex("647a00010002")

    def __init__(self, shared, info):
        context = b"\0" + self.extract(b"", b"psk_id_hash", b"") + self.extract(b"", b"info_hash", info)
        secret = self.extract(shared, b"secret", b"")
        self.secret = self.labeled_expand(secret, b"exp", context, 32)

    def extract(self, salt, label, key):
        return hmac.digest(salt or bytes(32), b"HPKE-v1" + self.SUITE + label + key, "sha256")

    def labeled_expand(self, key, label, info, length):
        return expand(key, length.to_bytes(2, "big") + b"HPKE-v1" + self.SUITE + label + info, length)

    def export(self, context, length=32):
        return self.labeled_expand(self.secret, b"sec", context, length)


def _sbox():
    box, p, q = [0] * 256, 1, 1
    while True:
        p = p ^ (p << 1) & 255 ^ (0x1B if p & 128 else 0)
        for shift in (1, 2, 4):
            q ^= q << shift & 255
        q ^= 0x09 if q & 128 else 0
        rotated = [q << i & 255 | q >> 8 - i for i in range(1, 5)]
        box[p] = q ^ rotated[0] ^ rotated[1] ^ rotated[2] ^ rotated[3] ^ 0x63
        if p == 1:
            box[0] = 0x63
            return box


SBOX = _sbox()


def _double(x):
    return x << 1 & 255 ^ (0x1B if x & 128 else 0)


class AESGCM:
    """FIPS 197 with a key of 32 bytes, and NIST SP 800-38D with a nonce of 12."""

    def __init__(self, key):
        words, rcon = [key[i : i + 4] for i in range(0, 32, 4)], 1
        for i in range(8, 60):
            word = words[-1]
            if i % 8 == 0:
                word = bytes(SBOX[x] for x in word[1:] + word[:1])
                word, rcon = bytes([word[0] ^ rcon]) + word[1:], _double(rcon)
            elif i % 8 == 4:
                word = bytes(SBOX[x] for x in word)
            words.append(bytes(a ^ b for a, b in zip(words[-8], word)))
        self.rounds = [b"".join(words[i : i + 4]) for i in range(0, 60, 4)]
        self.hash_key = int.from_bytes(self.block(bytes(16)), "big")

    def block(self, data):
        state = bytes(a ^ b for a, b in zip(data, self.rounds[0]))
        for number, key in enumerate(self.rounds[1:], 1):
            state = [SBOX[state[(5 * i) % 16]] for i in range(16)]
            if number < 14:
                mixed = []
                for c in range(0, 16, 4):
                    a = state[c : c + 4]
                    for i in range(4):
                        x, y = a[i], a[(i + 1) % 4]
                        mixed.append(_double(x) ^ _double(y) ^ y ^ a[(i + 2) % 4] ^ a[(i + 3) % 4])
                state = mixed
            state = bytes(a ^ b for a, b in zip(state, key))
        return state

    def open(self, nonce, sealed, associated):
        ciphertext, tag = sealed[:-16], sealed[-16:]
        hashed = 0
        pad = lambda data: data + bytes(-len(data) % 16)
        lengths = (8 * len(associated)).to_bytes(8, "big") + (8 * len(ciphertext)).to_bytes(8, "big")
        blocks = pad(associated) + pad(ciphertext) + lengths
        for i in range(0, len(blocks), 16):
            x, v, hashed = hashed ^ int.from_bytes(blocks[i : i + 16], "big"), self.hash_key, 0
            for bit in range(127, -1, -1):
                hashed ^= v if x >> bit & 1 else 0
                v = v >> 1 ^ (0xE1 << 120 if v & 1 else 0)
        expected = hashed ^ int.from_bytes(self.block(nonce + (1).to_bytes(4, "big")), "big")
        if expected != int.from_bytes(tag, "big"):
            raise ValueError("the tag does not verify")
        out = b""
        for i in range(0, len(ciphertext), 16):
            key = self.block(nonce + (i // 16 + 2).to_bytes(4, "big"))
            out += bytes(a ^ b for a, b in zip(ciphertext[i : i + 16], key))
        return out


def p256_verify(public, signature, message):
    """FIPS 186-5 with SHA-256; the key in X9.63 form, the signature r ‖ s."""
    p = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
    n = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    base = (
        0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    )

    def plus(a, b):
        if a is None or b is None:
            return a or b
        if a[0] == b[0] and (a[1] + b[1]) % p == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, p) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, p)
        x = (slope * slope - a[0] - b[0]) % p
        return x, (slope * (a[0] - x) - a[1]) % p

    def times(k, point):
        out = None
        for bit in f"{k:b}":
            out = plus(out, out)
            out = plus(out, point) if bit == "1" else out
        return out

    key = int.from_bytes(public[1:33], "big"), int.from_bytes(public[33:], "big")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < n and 0 < s < n):
        return False
    w, e = pow(s, -1, n), int.from_bytes(hashlib.sha256(message).digest(), "big")
    point = plus(times(e * w % n, base), times(r * w % n, key))
    return point is not None and point[0] % n == r
