"""Documents as arrays of bytes."""

import numpy as np


class ByteProcessor:
    """Turns documents into the bytes of their UTF-8; 0 is none."""

    def __init__(self, max_document_length):
        self.max_document_length = max_document_length

    def transform(self, documents):
        for document in documents:
            encoded = document.encode("utf-8") if isinstance(document, str) else bytes(document)
            encoded = encoded[: self.max_document_length].ljust(self.max_document_length, b"\0")
            yield np.frombuffer(encoded, dtype=np.uint8)

    fit_transform = transform
