"""Embeds ImageNet's classes anew: ``python packaging/embed_classes.py``.

For who changed their table or their prompts, in ``labelmt/learning/zero_shot/class_embeddings.py``.
"""

from __future__ import annotations

import hashlib
import sys

import numpy as np

from labelmt.learning.models.text_encoder import TextEncoder
from labelmt.learning.zero_shot.class_embeddings import EMBEDDINGS, class_table, embed_classes


def main() -> None:
    made = embed_classes(TextEncoder(), class_table()).astype(np.float16)
    with EMBEDDINGS.open("wb") as stream:
        np.save(stream, made, allow_pickle=False)
    digest = hashlib.sha256(EMBEDDINGS.read_bytes()).hexdigest()
    sys.stdout.write(f"written: {EMBEDDINGS}\nits SHA256, for class_embeddings.py: {digest}\n")


if __name__ == "__main__":
    main()
