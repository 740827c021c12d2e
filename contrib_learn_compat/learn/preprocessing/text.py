"""Documents as arrays of numbers: of words, or of bytes."""

from __future__ import annotations

import itertools
import pickle
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

from contrib_learn_compat.learn.preprocessing.categorical_vocabulary import CategoricalVocabulary

# Words, and the parts of CamelCase, whose capitals may be an acronym.
TOKENIZER_RE = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z]+(?=[A-Z])|[\'\w\-]+", re.UNICODE)


def tokenizer(iterator: Iterable[str]) -> Iterator[list[str]]:
    """Yields the words of each document."""
    return map(TOKENIZER_RE.findall, iterator)


class ByteProcessor:
    """Maps documents to the bytes of their UTF-8."""

    def __init__(self, max_document_length: int):
        """Takes the length of the arrays, to which documents are cut or filled with zeros."""
        self.max_document_length = max_document_length

    def fit(self, x: Any) -> None:
        """Does nothing: there is nothing to learn."""

    def fit_transform(self, x: Iterable[str | bytes]) -> Iterator[np.ndarray]:
        """As :meth:`transform`."""
        return self.transform(x)

    def transform(self, x: Iterable[str | bytes]) -> Iterator[np.ndarray]:
        """Yields a uint8 array of shape [max_document_length] for each document."""
        for document in x:
            encoded = document.encode("utf-8") if isinstance(document, str) else bytes(document)
            buffer = np.frombuffer(encoded[: self.max_document_length], dtype=np.uint8)
            yield np.pad(buffer, (0, self.max_document_length - len(buffer)))

    def reverse(self, x: Iterable[np.ndarray]) -> Iterator[str]:
        """Yields the document of each array, an empty one where the bytes are no UTF-8."""
        for data in x:
            encoded = np.trim_zeros(data.astype(np.uint8), trim="b").tobytes()
            try:
                yield encoded.decode("utf-8")
            except UnicodeDecodeError:
                yield ""


class VocabularyProcessor:
    """Maps documents to numbers of their words."""

    def __init__(
        self,
        max_document_length: int,
        min_frequency: int = 0,
        vocabulary: CategoricalVocabulary | None = None,
        tokenizer_fn: Callable[[Iterable[str]], Iterable[list[str]]] | None = None,
    ):
        """Takes how documents are read.

        Args:
          max_document_length: the length of the arrays, to which documents are cut or filled with
            zeros.
          min_frequency: words that occur so often or less are unknown, number 0.
          vocabulary: numbers of words, to begin with.
          tokenizer_fn: gives an iterable over the words of each document.
        """
        self.max_document_length = max_document_length
        self.min_frequency = min_frequency
        self.vocabulary_ = vocabulary or CategoricalVocabulary()
        self._tokenizer = tokenizer_fn or tokenizer

    def fit(self, raw_documents: Iterable[str], unused_y: Any = None) -> VocabularyProcessor:
        """Learns the words of all documents; returns the processor itself."""
        for token in itertools.chain.from_iterable(self._tokenizer(raw_documents)):
            self.vocabulary_.add(token)
        if self.min_frequency > 0:
            self.vocabulary_.trim(self.min_frequency)
        # From here on, new words are unknown ones.
        self.vocabulary_.freeze(True)
        return self

    def fit_transform(
        self, raw_documents: Iterable[str], unused_y: Any = None
    ) -> Iterator[np.ndarray]:
        """As :meth:`fit`, then :meth:`transform`."""
        self.fit(raw_documents)
        return self.transform(raw_documents)

    def transform(self, raw_documents: Iterable[str]) -> Iterator[np.ndarray]:
        """Yields an int64 array of shape [max_document_length] for each document."""
        for tokens in self._tokenizer(raw_documents):
            word_ids = np.zeros(self.max_document_length, np.int64)
            for position, token in enumerate(tokens[: self.max_document_length]):
                word_ids[position] = self.vocabulary_.get(token)
            yield word_ids

    def reverse(self, documents: Iterable[np.ndarray]) -> Iterator[str]:
        """Yields each array's words, with spaces between them."""
        for word_ids in documents:
            yield " ".join(self.vocabulary_.reverse(word_id) for word_id in word_ids)

    def save(self, filename: str) -> None:
        """Writes the processor to a file, as a pickle."""
        with tf.gfile.GFile(filename, "wb") as file:
            file.write(pickle.dumps(self))

    @classmethod
    def restore(cls, filename: str) -> VocabularyProcessor:
        """Reads a processor that :meth:`save` has written, here or in TF 1.15.

        The file is a pickle, which can run any code: read only what you trust.
        """
        with tf.gfile.GFile(filename, "rb") as file:
            return _LegacyUnpickler(file).load()


class _LegacyUnpickler(pickle.Unpickler):
    """Finds the classes of TF 1.15's pickles in this package."""

    def find_class(self, module, name):
        legacy = re.fullmatch(
            r"tensorflow(_core)?\.contrib\.learn\.python\.learn\.preprocessing\.(\w+)", module
        )
        if legacy:
            module = f"{__package__}.{legacy.group(2)}"
        return super().find_class(module, name)
