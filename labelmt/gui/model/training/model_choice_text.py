"""Text that says which run predicts during live learning, and why."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from labelmt.domain.run_records import ELSEWHERE
from labelmt.gui.core.key_names import with_keys
from labelmt.project.runs.model_choice import Serving


def why_it_stays(serving: Serving) -> str:
    """Why another run goes on predicting after a refit."""
    if serving.chosen:
        explanation = _tr("You chose that {0} predicts.").format(serving.run.name)
    elif serving.run.stage == ELSEWHERE:
        explanation = _tr("{0} is another project's model.").format(serving.run.name)
        if serving.score is None or serving.live_score is None:
            explanation += " " + _tr("Too few images tell whether what is learnt here is as good.")
        else:
            figures = _figures(serving.score, serving.live_score)
            explanation += " " + _tr(
                "On the images that judge both it is better: {0}, against {1} of what is learnt "
                "as you label."
            ).format(*figures)
    elif serving.score is None or serving.live_score is None:
        explanation = _tr(
            "{0} was fine-tuned, and too few images tell whether what is learnt as you label "
            "is as good."
        ).format(serving.run.name)
    else:
        explanation = _tr(
            "{0} was fine-tuned and is better on the images that both were judged by: {1}, "
            "against {2} of what is learnt as you label."
        ).format(serving.run.name, *_figures(serving.score, serving.live_score))
    return " ".join(
        (
            explanation,
            _tr("Images and labels that it does not know are still predicted by what is learnt."),
            with_keys(_tr("{train} trains with all labels; {runs} lets another run predict.")),
        )
    )


def taken_over(serving: Serving) -> str:
    """That what is learnt as one labels predicts from now on."""
    name, scores = serving.run.name, (serving.live_score or 0.0, serving.score or 0.0)
    return with_keys(
        _tr(
            "What is learnt as you label is at least as good as {0} now ({1}, against {2}) and "
            "predicts in its place. {runs} lets {0} predict again."
        ),
        name,
        *_figures(*scores),
    )


def _figures(*shares: float) -> tuple[str, ...]:
    return tuple(QLocale().toString(one, "f", 3) for one in shares)


def _tr(text: str) -> str:
    return QCoreApplication.translate("LiveLearning", text)
