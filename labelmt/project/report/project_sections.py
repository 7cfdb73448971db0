"""Sections of a report about the project: overview, labels, progress, counts, people, data card."""

from __future__ import annotations

from labelmt.domain.agreement import Agreement
from labelmt.domain.annotations import Seen, Source
from labelmt.domain.errors import UnreadableImage
from labelmt.domain.images import ImageStatus
from labelmt.domain.schema import Label, Task, TaskKind
from labelmt.domain.text import counted, phrase, translated
from labelmt.project.people.plain_agreement import figure_told, kappa_name
from labelmt.project.report.blocks import (
    Bar,
    Block,
    Cell,
    Facts,
    Named,
    Paragraph,
    Picture,
    Pictures,
    Section,
    Subheading,
    Table,
)
from labelmt.project.report.data_card import QUESTIONS, TITLES
from labelmt.project.report.progress import Step
from labelmt.project.report.report_source import IMPORTED, LabelCounts, ReportSource
from labelmt.project.report.small_pictures import SmallPictures
from labelmt.project.review.task_progress import task_progress
from labelmt.project.schema.label_guidelines import label_guidelines

EXAMPLES = 4
"""Pictures of a label."""
MOST_WITH_PICTURES = 400
"""Labels that are shown with pictures: a page of tens of megabytes opens nowhere."""
_NOTHING = LabelCounts(0, 0, {}, {})


def overview_section(source: ReportSource) -> Section:
    """What there is, and what is missing of a whole report."""
    status = source.status_counts()
    images = f"{len(source.images):,}"
    if unshown := status[ImageStatus.UNREADABLE] + status[ImageStatus.MISSING]:
        images = phrase(
            "{images} ({unshown:,} of them missing or unreadable)", images=images, unshown=unshown
        )
    total = sum(one.present + one.absent for one in source.counts.values())
    facts = [
        (phrase("Images"), images),
        (phrase("Tasks"), f"{len(source.schema.tasks):,}"),
        (phrase("Labels"), f"{len(source.schema.labels):,}"),
        (phrase("Annotations"), f"{total:,}"),
        (
            phrase("Annotated images"),
            phrase("{images:,} of {total:,}", images=source.annotated(), total=len(source.images)),
        ),
        (phrase("Model"), _model(source)),
        (phrase("Made at"), phrase("{at} UTC", at=source.made_at[:16].replace("T", " "))),
    ]
    blocks: list[Block] = [Facts(tuple(facts))]
    blocks += [Paragraph(one, "warning") for one in missing(source)]
    return Section("overview", phrase("Overview"), tuple(blocks))


def _model(source: ReportSource) -> str:
    if source.details is None:
        return phrase("none")
    run = source.details.run
    told = phrase("run {number}, “{name}”, on {backbone}", number=run.id, name=run.name,
                  backbone=run.backbone or "–")  # fmt: skip
    return told + (phrase(", predicts") if run.serves else "")


def missing(source: ReportSource) -> list[str]:
    """What this report cannot tell, and why."""
    found = []
    if not len(source.images):
        found.append(phrase("The project has no images yet."))
    if not source.schema.labels:
        found.append(phrase("The project has no labels yet: there is nothing to count."))
    elif not source.counts:
        found.append(phrase("Nothing is annotated yet."))
    if source.details is None:
        found.append(
            phrase("No model has learnt yet: there are no figures, thresholds or examples to show.")
        )
    elif not any(task.score is not None for task in source.details.run.tasks):
        found.append(phrase("Too few annotated images judge this run: it has no figures."))
    if not any(source.card.parts().values()):
        found.append(
            phrase("Nobody has filled in the data card: where the images come from and what they "
                   "may be used for is not known.")
        )  # fmt: skip
    return found


def labels_section(source: ReportSource, pictures: SmallPictures, step: Step) -> Section | None:
    """Each task's labels with what they mean, and images that show them."""
    if not source.schema.labels:
        return None
    blocks: list[Block] = []
    done, total = 0, len(source.schema.labels)
    for task in source.schema.tasks:
        blocks.append(Subheading(task.name))
        blocks.append(Paragraph(_kind_words(task), "muted"))
        names = {label.id: label.name for label in task.labels}
        plain: list[str] = []
        for label in task.labels:
            step(done, total)
            done += 1
            shown = _label(source, label, names, pictures if done <= MOST_WITH_PICTURES else None)
            blocks += shown
            if not shown:
                plain.append(label.name)
        if plain:
            blocks.append(
                Paragraph(phrase("Neither described nor shown: {labels}", labels=", ".join(plain)),
                          "muted")
            )  # fmt: skip
    return Section("labels", phrase("Labels"), tuple(blocks))


def _kind_words(task: Task) -> str:
    told = (
        phrase("Exactly one label an image.")
        if task.kind is TaskKind.MULTICLASS
        else phrase("Any number of labels an image.")
    )
    if task.unlabelled_absent:
        told += " " + phrase("What is not annotated of an annotated image counts as absent.")
    return told


def _label(
    source: ReportSource, label: Label, names: dict[int, str], pictures: SmallPictures | None
) -> list[Block]:
    shown: list[Picture] = []
    if pictures is not None:
        rows = label_guidelines(source.project, label.id, EXAMPLES).rows
        for row in rows or source.judging_examples(label.id, EXAMPLES):
            path = source.images.paths[row]
            try:
                shown.append(Picture(pictures.jpeg(row), (), name=path))
            except UnreadableImage:
                continue
    if not shown and not label.description:
        return []
    blocks: list[Block] = [Subheading(label.name, label.color)]
    if parents := [names[one] for one in label.parents if one in names]:
        blocks.append(Paragraph(phrase("Implies: {labels}", labels=", ".join(parents)), "muted"))
    if label.description:
        blocks.append(Paragraph(label.description))
    if shown:
        blocks.append(Pictures(tuple(shown)))
    return blocks


def progress_section(source: ReportSource) -> Section | None:
    """Of each task, what is decided of what is needed."""
    if not source.schema.tasks or not len(source.images):
        return None
    rows: list[tuple[Cell, ...]] = []
    for task in source.schema.tasks:
        one = task_progress(task, source.schema, source.matrix)
        rows.append(
            (
                task.name,
                _share(one.images, one.total),
                _share(one.pairs, one.needed),
            )
        )
    head = phrase("task"), phrase("images decided"), phrase("pairs of image and label decided")
    note = phrase(
        "Decided is what is annotated, or follows from it: of a task with exactly one label an "
        "image, its label decides the others."
    )
    blocks = Table(head, tuple(rows), (0, 1, 2)), Paragraph(note, "muted")
    return Section("progress", phrase("Progress"), blocks)


def _share(done: int, total: int) -> Bar:
    share = done / total if total else 0.0
    told = phrase("{done:,} of {total:,} ({share:.0%})", done=done, total=total, share=share)
    return Bar(share, told)


def counts_section(source: ReportSource) -> Section | None:
    """Annotations of each label by state, by source, and by how they were seen."""
    if not source.counts or not source.schema.labels:
        return None
    by_source = {
        Source.HUMAN: phrase("by a person"),
        Source.SUGGESTION: phrase("accepted"),
        Source.IMPORT: phrase("imported"),
        Source.KEPT: phrase("kept"),
    }
    by_seen = {
        Seen.ONE: phrase("looked at"),
        Seen.VISIBLE: phrase("on the screen"),
        Seen.UNSEEN: phrase("unseen"),
    }
    head = (
        phrase("label"), phrase("present"), phrase("absent"), *by_source.values(),
        *by_seen.values(),
    )  # fmt: skip
    blocks: list[Block] = []
    for task in source.schema.tasks:
        rows: list[tuple[Cell, ...]] = []
        for label in task.labels:
            one = source.counts.get(label.id, _NOTHING)
            figures = (
                one.present, one.absent, *(one.by_source.get(key, 0) for key in by_source),
                *(one.by_seen.get(key, 0) for key in by_seen),
            )  # fmt: skip
            rows.append((Named(label.name, label.color), *(f"{figure:,}" for figure in figures)))
        blocks += [Subheading(task.name), Table(head, tuple(rows))]
    imported = sum(one.by_seen.get(IMPORTED, 0) for one in source.counts.values())
    note = phrase(
        "“Accepted” are a model's suggestions that a person took over, “kept” suspected mistakes "
        "that were looked at again. Figures are judged by what a person looked at or had on the "
        "screen, and by imported annotations; what was written unseen, in bulk, judges nothing."
    )
    blocks.append(Paragraph(note, "muted"))
    if imported:
        told = counted(
            "{count:,} imported annotation is in none of the last three columns.",
            "{count:,} imported annotations are in none of the last three columns.",
            imported,
        )
        blocks.append(Paragraph(translated(told), "muted"))
    return Section("counts", phrase("Annotations"), tuple(blocks))


def people_section(source: ReportSource) -> Section | None:
    """Who annotated how much, where several did, and how far they agree."""
    found = source.agreement
    if len(source.annotators) < 2 and found is None:
        return None
    head = phrase("annotator"), phrase("annotations"), phrase("images")
    rows = tuple(
        (name or "–", f"{pairs:,}", f"{images:,}") for name, pairs, images in source.annotators
    )
    blocks: list[Block] = [Table(head, rows)]
    if found is None:
        told = phrase("No image was labelled by two people.")
        return Section("people", phrase("People"), (*blocks, Paragraph(told, "muted")))
    blocks += [
        Subheading(phrase("Agreement")),
        Paragraph(
            phrase(
                "Of {images:,} images that more than one person labelled, with 95 % intervals. "
                "κ and α are 1 where people always agree, and 0 where they agree as often as by "
                "chance.",
                images=found.images,
            )
        ),
        Table(
            (phrase("label"), phrase("images"), phrase("disputed"), phrase("agreement"), "κ", "α"),
            tuple(
                row
                for task in found.tasks
                for row in (
                    _agreement_row(task.task.name, task.agreement),
                    *(_agreement_row(f"– {one.label.name}", one.agreement) for one in task.labels),
                )
            ),
        ),
    ]
    return Section("people", phrase("People"), tuple(blocks))


def _agreement_row(name: str, found: Agreement | None) -> tuple[Cell, ...]:
    if found is None:
        return (name, "0", "–", "–", "–", "–")
    return (
        name,
        f"{found.images:,}",
        f"{found.disputed:,}",
        figure_told(found.percent),
        f"{figure_told(found.kappa)} {kappa_name(found)}",
        figure_told(found.alpha),
    )


def data_card_section(source: ReportSource) -> Section:
    """What a person said of the data; what nobody said is said to be so."""
    blocks: list[Block] = []
    for name, told in source.card.parts().items():
        blocks.append(Subheading(translated(TITLES[name])))
        if told:
            blocks += [Paragraph(part) for part in told.split("\n\n") if part.strip()]
        else:
            question = translated(QUESTIONS[name])
            blocks.append(Paragraph(phrase("Not stated. {question}", question=question), "muted"))
    return Section("data-card", phrase("Data card"), tuple(blocks))
