"""Numbers for categories."""

from __future__ import annotations

import collections
from collections.abc import Hashable


class CategoricalVocabulary:
    """Gives each category a number; 0 is for those it does not know.

    Its attributes are those of TF 1.15, whose pickles it reads.
    """

    def __init__(self, unknown_token: str = "<UNK>", support_reverse: bool = True):
        """Takes the name of number 0, and whether numbers lead back to categories."""
        self._unknown_token, self._support_reverse = unknown_token, support_reverse
        self._freeze = False
        self._freq = collections.defaultdict(int)
        self._mapping = {unknown_token: 0}
        if support_reverse:
            self._reverse_mapping = [unknown_token]

    def __len__(self) -> int:
        return len(self._mapping)

    def freeze(self, freeze: bool = True) -> None:
        """Stops taking in new categories, or takes them in again."""
        self._freeze = freeze

    def get(self, category: Hashable) -> int:
        """Returns a category's number, a new one for a new category unless frozen."""
        if category in self._mapping:
            return self._mapping[category]
        if self._freeze:
            return 0
        if self._support_reverse:
            self._reverse_mapping.append(category)
        return self._mapping.setdefault(category, len(self._mapping))

    def add(self, category: Hashable, count: int = 1) -> None:
        """Counts a category, for :meth:`trim`."""
        if self.get(category) > 0:
            self._freq[category] += count

    def trim(self, min_frequency: int, max_frequency: int = -1) -> None:
        """Keeps categories counted more than `min_frequency` times, most frequent first.

        Those counted `max_frequency` times or more are dropped too, where that is positive. Equally
        frequent ones keep an order of their own, numbers before strings.
        """
        by_name = sorted(self._freq.items(), key=lambda item: (isinstance(item[0], str), item[0]))
        by_count = sorted(by_name, key=lambda item: item[1], reverse=True)
        kept = [
            category
            for category, count in by_count
            if count > min_frequency and not 0 < max_frequency <= count
        ]
        names = [self._unknown_token, *kept]
        self._mapping = {category: number for number, category in enumerate(names)}
        if self._support_reverse:
            self._reverse_mapping = names
        # TF 1.15 keeps as many counts, though of the most frequent.
        self._freq = dict(by_count[: len(kept)])

    def reverse(self, class_id: int) -> Hashable:
        """Returns the category of a number.

        Raises:
          ValueError: the vocabulary was made without `support_reverse`.
        """
        if not self._support_reverse:
            raise ValueError(
                "This vocabulary wasn't initialized with "
                "support_reverse to support reverse() function."
            )
        return self._reverse_mapping[class_id]
