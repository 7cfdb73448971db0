"""What an export of a model is told about: labels left out, how far it is from its run."""

from __future__ import annotations

from labelmt.domain.exported_model import LARGEST_DIFFERENCE
from labelmt.domain.text import Text, counted, text
from labelmt.project.runs.figure_text import run_scores, score_words
from labelmt.project.training.export_model import ExportedModel, ModelExportPlan


def gone_told(plan: ModelExportPlan) -> Text:
    """Which labels of the run are not in the file, as the project has them no more."""
    return text("Left out, as the project has them no more: {names}.", names=", ".join(plan.gone))


def preview_told(plan: ModelExportPlan) -> tuple[Text, ...]:
    """What would be written, and how good it is by the metric that is told first of each task."""
    labels = sum(len(task.labels) for task in plan.description.tasks)
    told = [
        counted(
            "{count:,} label; backbone {backbone}: {licence}.",
            "{count:,} labels; backbone {backbone}: {licence}.",
            labels,
            backbone=plan.description.backbone,
            licence=plan.description.backbone_licence,
        )
    ]
    told += [
        text("{task}: {score}", task=one.metrics.name, score=score_words(one))
        for one in run_scores(plan.run)
    ]
    if not plan.description.is_measured:
        told.append(
            text("Its probabilities are not calibrated: too few images were known to do that on.")
        )
    return (*told, gone_told(plan)) if plan.gone else tuple(told)


def written_told(made: ExportedModel) -> Text:
    """That it is there, and where."""
    return text("Written: {place}, {size:.1f} MB.", place=made.place, size=made.size / 1e6)


def compared_told(made: ExportedModel) -> tuple[Text, ...]:
    """How far the written model's probabilities are from the run's, measured."""
    if not made.images:
        return (text("No image of the project could be read, so it was compared on noise only."),)
    told = counted(
        "On {count} image of the project, in its own size, no probability is farther than "
        "{largest:.1g} from the run's.",
        "On {count} images of the project, in their own sizes, no probability is farther than "
        "{largest:.1g} from the run's.",
        made.images,
        largest=made.largest,
    )
    if made.largest <= LARGEST_DIFFERENCE:
        return (told,)
    return (
        told,
        text(
            "That is more than rounding: LabelMT reads large JPEG files at a half, a quarter or "
            "an eighth of their size, and the model gets them in full. Farthest: {where}.",
            where=made.where,
        ),
    )
