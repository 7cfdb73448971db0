"""The search line's language: its terms, how they are read and written, and what completes them.

::

    query     = either                  sort:… may stand anywhere outside parentheses
    either    = all ("or" all)*
    all       = item+                   beside each other: every one of them
    item      = "-" item | "(" either ")" | term
    term      = key ":" value | figure ("<" | "<=" | "=" | ">=" | ">") number | word
    figure    = "p(" name ")" | "uncertainty" | "similarity" | "size" | "rating" | "labels"
    name      = [task "="] label        quoted where there are blanks in it

``and`` and ``not`` are read as well; a quote or parenthesis still open at the end is closed
there, so that a search works while it is typed. Terms of provenance (``source:``, ``run:``,
``annotator:``, ``since:``, ``before:``, ``of:``) that stand beside each other speak of one and
the same annotation.
"""
