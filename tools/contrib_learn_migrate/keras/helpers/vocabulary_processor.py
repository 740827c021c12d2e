"""Documents as arrays of ids."""

import re

import numpy as np


class VocabularyProcessor:
    """Turns documents into ids of their words; 0 is unknown, or no word."""

    def __init__(self, max_document_length):
        self.max_document_length = max_document_length
        self.vocabulary_ = {"<UNK>": 0}

    def words(self, document):
        return re.findall(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z]+(?=[A-Z])|['\w-]+", document)

    def fit(self, documents):
        for document in documents:
            for word in self.words(document):
                self.vocabulary_.setdefault(word, len(self.vocabulary_))
        return self

    def transform(self, documents):
        for document in documents:
            ids = np.zeros(self.max_document_length, dtype=np.int64)
            for i, word in enumerate(self.words(document)[: self.max_document_length]):
                ids[i] = self.vocabulary_.get(word, 0)
            yield ids

    def fit_transform(self, documents):
        return self.fit(documents).transform(documents)
