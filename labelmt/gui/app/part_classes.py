"""Everything the window is composed of beside its start page, imported together.

It takes most of the program's start: the start page is shown first, see ``main_window``.
"""

from __future__ import annotations

from labelmt.gui.app.crash_recovery import CrashRecovery
from labelmt.gui.app.help_menu import HelpMenu
from labelmt.gui.app.labelling_parts import LabellingParts
from labelmt.gui.app.unlike_images import UnlikeImages
from labelmt.gui.app.view_modes import ViewModes
from labelmt.gui.app.workspace import Workspace
from labelmt.gui.backups.backups_controller import BackupsController
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.exchange.export_controller import LabelExport
from labelmt.gui.exchange.import_controller import LabelImport
from labelmt.gui.exchange.pages.pages_controller import WrittenPages
from labelmt.gui.images.kept_places import KeptPlaces
from labelmt.gui.images.photo_facts import PhotoReading
from labelmt.gui.images.size_slider import SizeSlider
from labelmt.gui.labelling.by_name.read_names import NameReading
from labelmt.gui.model.agreement.agreement_controller import AgreementController
from labelmt.gui.model.engine.engine_controller import LearningEngine
from labelmt.gui.model.explain.explanation_controller import ExplanationController
from labelmt.gui.model.export.model_export_controller import ModelExport
from labelmt.gui.model.runs.runs_controller import Runs
from labelmt.gui.model.training.live_learning_controller import LiveLearning
from labelmt.gui.model.training.map_layout import MapLayout
from labelmt.gui.model.training.new_model import NewModelNotice
from labelmt.gui.model.training.training_controller import TrainingController
from labelmt.gui.project.changed_images import ChangedImages
from labelmt.gui.project.folder_watch_controller import Watching
from labelmt.gui.project.image_files import Files
from labelmt.gui.project.intake_controller import IntakeController
from labelmt.gui.project.labelled_contents import LabelledContents
from labelmt.gui.project.left_project import LeftProject
from labelmt.gui.project.missing_images import MissingImages
from labelmt.gui.project.other_model import OtherModel
from labelmt.gui.project.preferences_controller import PreferencesController
from labelmt.gui.project.projects_controller import ProjectsController
from labelmt.gui.project.scan_patterns import ScanPatterns
from labelmt.gui.project.team_server import TeamServer
from labelmt.gui.search.saved_views_controller import SavedViewsController
from labelmt.gui.search.view_controller import ViewController
from labelmt.project.engine.engine_python import bundle_parts
from labelmt.project.training.worker_process import WorkerProcess

__all__ = [
    "AgreementController",
    "BackupsController",
    "ChangedImages",
    "CrashRecovery",
    "ExplanationController",
    "Files",
    "HelpMenu",
    "IntakeController",
    "KeptPlaces",
    "LabelExport",
    "LabelImport",
    "LabelledContents",
    "LabellingParts",
    "LeftProject",
    "LearningEngine",
    "LiveLearning",
    "MapLayout",
    "MissingImages",
    "ModelExport",
    "NameReading",
    "NewModelNotice",
    "OtherModel",
    "PhotoReading",
    "PreferencesController",
    "ProjectSession",
    "ProjectsController",
    "Runs",
    "SavedViewsController",
    "ScanPatterns",
    "SizeSlider",
    "TeamServer",
    "TrainingController",
    "UnlikeImages",
    "ViewController",
    "ViewModes",
    "Watching",
    "WorkerProcess",
    "Workspace",
    "WrittenPages",
    "bundle_parts",
]
