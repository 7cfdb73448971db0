"""SQL tables of a project's database."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

meta = Table(
    "meta",
    metadata,
    Column("key", String(100), primary_key=True),
    Column("value", Text, nullable=False),
)

root = Table(
    "root",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("path", LargeBinary, nullable=False),  # os.fsencode: a path need not be Unicode
    # From the project's folder, where both are likely to be moved together.
    Column("relative", LargeBinary, nullable=True),
)

image = Table(
    "image",
    metadata,
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("root_id", ForeignKey("root.id"), nullable=False),
    Column("path", LargeBinary, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("status", SmallInteger, nullable=False, default=0),
    Column("width", Integer, nullable=False, default=0),
    Column("height", Integer, nullable=False, default=0),
    Column("problem", Text, nullable=False, default=""),
    Column("in_validation", Boolean, nullable=True),  # None: not drawn yet
    # The review asked for it by chance, and a person answered.
    Column("asked", Boolean, nullable=False, default=False, server_default=false()),
    Column("in_test", Boolean, nullable=False, default=False, server_default=false()),
    Column("fingerprint", LargeBinary(16), nullable=True),  # None: not known yet
    # The file's number in its file system, 0 where it is not known; what tells the stamp of the
    # row's file from that of another one that had the same path, size and time before.
    Column("inode", BigInteger, nullable=False, default=0, server_default="0"),
    Column("version", BigInteger, nullable=False, default=0, server_default="0"),
    # The file holds, or may hold, something else than when the image was labelled: what it held
    # then, None where nobody knew.
    Column("changed", Boolean, nullable=False, default=False, server_default=false()),
    Column("labelled_size", BigInteger, nullable=True),
    Column("labelled_fingerprint", LargeBinary(16), nullable=True),
    # What a person says of the image itself (domain.image_marks).
    Column("unsure", Boolean, nullable=False, default=False, server_default=false()),
    Column("rating", SmallInteger, nullable=False, default=0, server_default="0"),
    Column("comment", Text, nullable=False, default="", server_default=""),
    # Grows with every change of what a scan or decoding knows: who has seen one number reads
    # just the rows above it.
    Column("revision", BigInteger, nullable=False, default=0, index=True),
    UniqueConstraint("root_id", "path"),
)

# What a data set of camera traps tells of an image.
capture = Table(
    "capture",
    metadata,
    Column("image_row", ForeignKey("image.row"), primary_key=True, autoincrement=False),
    Column("sequence", Text, nullable=False, default="", server_default=""),
    Column("frame", Integer, nullable=True),
    Column("location", Text, nullable=False, default="", server_default=""),
)

task = Table(
    "task",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("position", Integer, nullable=False),
    Column("unlabelled_absent", Boolean, nullable=False, default=False),
    Column("archived", Boolean, nullable=False, default=False, server_default=false()),
    # JSON list of names.
    Column("former", Text, nullable=False, default="[]", server_default="[]"),
    sqlite_autoincrement=True,  # an id in the history never means another task
)

label = Table(
    "label",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("task_id", ForeignKey("task.id"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("color", String(7), nullable=False),
    # One key, or the number of its set and a key: SQLite keeps no text to a length.
    Column("shortcut", String(1), nullable=False),
    Column("position", Integer, nullable=False),
    Column("archived", Boolean, nullable=False, default=False, server_default=false()),
    # JSON lists: of names, and of ids of labels. They are read with their label, always whole.
    Column("synonyms", Text, nullable=False, default="[]", server_default="[]"),
    Column("parents", Text, nullable=False, default="[]", server_default="[]"),
    Column("description", Text, nullable=False, default="", server_default=""),
    # JSON lists: of image rows, and of names.
    Column("examples", Text, nullable=False, default="[]", server_default="[]"),
    Column("former", Text, nullable=False, default="[]", server_default="[]"),
    sqlite_autoincrement=True,
)

annotation = Table(
    "annotation",
    metadata,
    Column("label_id", ForeignKey("label.id"), primary_key=True),
    Column("image_row", ForeignKey("image.row"), primary_key=True),
    Column("state", SmallInteger, nullable=False),
    Column("source", String(20), nullable=False),
    Column("annotator", String(200), nullable=False),
    Column("at", String(40), nullable=False),
    Column("run_id", Integer, nullable=True),
    # How the person saw the pair: one, visible or unseen (domain.annotations.Seen).
    Column("seen", String(10), nullable=False, server_default="unseen"),
    Index("ix_annotation_image_row", "image_row"),
    # A person's own annotations have none, and cost nothing here. (In PostgreSQL neither: that is
    # told by the migration alone, as saying it here would load its dialect for everybody.)
    Index(
        "ix_annotation_run_id",
        "run_id",
        sqlite_where=text("run_id IS NOT NULL"),
    ),
    # What a person kept although models contradicted it: few, and read after every change.
    Index(
        "ix_annotation_kept",
        "label_id",
        "image_row",
        sqlite_where=text("source = 'kept'"),
    ),
    sqlite_with_rowid=False,  # stored in the order of its key: a label is read in one sweep
)

# What somebody said of a pair where the annotation is another's, or nobody's any more. With the
# annotations it is what each person said; a project that one person labels has none.
opinion = Table(
    "opinion",
    metadata,
    Column("label_id", ForeignKey("label.id"), primary_key=True),
    Column("image_row", ForeignKey("image.row"), primary_key=True),
    Column("annotator", String(200), primary_key=True),
    Column("state", SmallInteger, nullable=False),
    Column("source", String(20), nullable=False),
    Column("at", String(40), nullable=False),
    Column("run_id", Integer, nullable=True),
    Column("seen", String(10), nullable=False, server_default="unseen"),
    Index("ix_opinion_image_row", "image_row"),
    sqlite_with_rowid=False,
)

history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(10), nullable=False),  # do, undo, redo
    Column("target_id", ForeignKey("history.id"), nullable=True),  # of undo and redo
    Column("title", Text, nullable=False),
    Column("annotator", String(200), nullable=False),
    Column("at", String(40), nullable=False),
    Column("delta", LargeBinary, nullable=True),  # of do; zlib-compressed JSON
    # What the delta holds, so that a list of actions need not read it. Empty: several sources.
    Column("pairs", Integer, nullable=False, default=0, server_default="0"),
    Column("source", String(20), nullable=False, default="", server_default=""),
    Column("run_id", Integer, nullable=True),
    sqlite_autoincrement=True,
)

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("backbone", String(100), nullable=False),
    Column("state", String(20), nullable=False),
    Column("created_at", String(40), nullable=False),
    Column("finished_at", String(40), nullable=False, default=""),
    Column("tasks", Text, nullable=False, default="[]"),  # JSON of TaskMetrics
    Column("problem", Text, nullable=False, default=""),
    Column("predictions", Text, nullable=False, default=""),  # JSON, see repository
    Column("serves", Boolean, nullable=False, default=False),
    Column("notes", Text, nullable=False, default="", server_default=""),
    Column("test_tasks", Text, nullable=False, default="[]", server_default="[]"),  # the same
    sqlite_autoincrement=True,
)

learning_point = Table(
    "learning_point",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String(40), nullable=False),
    Column("run_id", Integer, nullable=False),  # of a run that may have been deleted since
    Column("stage", String(20), nullable=False),
    Column("task_id", Integer, nullable=False, index=True),
    Column("images", Integer, nullable=False),
    Column("score", Float, nullable=False),
)

saved_view = Table(
    "saved_view",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("query", Text, nullable=False),
    Column("refers_to", Text, nullable=False, default="[]"),  # JSON, see repository
    sqlite_autoincrement=True,
)
