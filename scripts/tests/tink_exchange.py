#!/usr/bin/env python3
"""Seals and opens files with Tink's AES256_GCM_HKDF_1MB, so that tests can compare our sealed data with Tink's.

usage: tink_exchange.py seal|open KEY-HEX ASSOCIATED-DATA-HEX INPUT OUTPUT

Ends with status 0, or with 3 if Tink refuses to open the input. The key is a test's: it appears in argv.
"""

import io
import sys

import tink
from tink import secret_key_access, streaming_aead
from tink.proto import aes_gcm_hkdf_streaming_pb2, common_pb2, tink_pb2
from tink import proto_keyset_format

SEGMENT = 1 << 20
TYPE_URL = "type.googleapis.com/google.crypto.tink.AesGcmHkdfStreamingKey"


def primitive(key: bytes) -> streaming_aead.StreamingAead:
    """The streaming AEAD of a keyset that holds just this key."""
    streaming_aead.register()
    value = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingKey(
        version=0,
        key_value=key,
        params=aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingParams(
            ciphertext_segment_size=SEGMENT, derived_key_size=32, hkdf_hash_type=common_pb2.SHA256
        ),
    )
    keyset = tink_pb2.Keyset(
        primary_key_id=1,
        key=[
            tink_pb2.Keyset.Key(
                key_data=tink_pb2.KeyData(
                    type_url=TYPE_URL, value=value.SerializeToString(), key_material_type=tink_pb2.KeyData.SYMMETRIC
                ),
                status=tink_pb2.ENABLED,
                key_id=1,
                output_prefix_type=tink_pb2.RAW,
            )
        ],
    )
    handle = proto_keyset_format.parse(keyset.SerializeToString(), secret_key_access.TOKEN)
    return handle.primitive(streaming_aead.StreamingAead)


class Unclosing(io.BytesIO):
    """Keeps what was written after Tink closes it."""

    def close(self) -> None:
        pass


def main(arguments: list[str]) -> int:
    if len(arguments) != 5 or arguments[0] not in ("seal", "open"):
        print(__doc__, file=sys.stderr)
        return 2
    mode, key, associated_data, source, destination = arguments
    aead = primitive(bytes.fromhex(key))
    associated = bytes.fromhex(associated_data)
    with open(source, "rb") as file:
        data = file.read()
    if mode == "seal":
        sealed = Unclosing()
        with aead.new_encrypting_stream(sealed, associated) as stream:
            view = memoryview(data)
            while view:
                view = view[stream.write(view) :]
        result = sealed.getvalue()
    else:
        try:
            with aead.new_decrypting_stream(io.BytesIO(data), associated) as stream:
                result = stream.read()
        except tink.TinkError as error:
            print(error, file=sys.stderr)
            return 3
    with open(destination, "wb") as file:
        file.write(result)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
