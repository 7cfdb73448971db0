from labelmt.api.labelled_project import LabelledProject as LabelledProject
from labelmt.api.labelled_project import create_project as create_project
from labelmt.api.labelled_project import open_project as open_project
from labelmt.api.load_model import load_model as load_model
from labelmt.api.model import Model as Model
from labelmt.api.table import Table as Table
from labelmt.api.training import TrainingProgress as TrainingProgress
from labelmt.domain.errors import LabelMTError as LabelMTError

__version__: str
__all__: list[str]
_HOMES: dict[str, str]
