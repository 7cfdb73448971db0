"""Weights from the Hugging Face hub, and local safetensors files: verified, never unpickled."""

from __future__ import annotations

import re
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from labelmt.domain.errors import DiskFull, EnvironmentFault, InvalidInput
from labelmt.domain.file_hash import hash_of
from labelmt.learning.models.pretrained_weights import KEPT, Report, no_network

WEIGHTS = "model.safetensors"
ASK_S = 5
"""How long the hub may take to say that it is there: its own library tries for 46 s."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


def hub_weights(repository: str, report: Report) -> Path:
    """The file of a repository's weights: from the cache, else fetched, resumed and verified.

    Raises:
        NoNetwork: they are not in the cache and cannot be fetched.
        DiskFull: there is no room for them.
        EnvironmentFault: what arrived is not what the hub promised.
    """
    from huggingface_hub import (
        get_hf_file_metadata,
        hf_hub_download,
        hf_hub_url,
        try_to_load_from_cache,
    )

    kept = try_to_load_from_cache(repository, WEIGHTS)
    if isinstance(kept, str):
        return Path(kept)
    try:
        promised = get_hf_file_metadata(hf_hub_url(repository, WEIGHTS), timeout=ASK_S)
        made = _reporting(report, promised.size or 0)
        fetched = Path(hf_hub_download(repository, WEIGHTS, tqdm_class=made, etag_timeout=ASK_S))
    except OSError as error:
        if error.errno is not None and not isinstance(error, ConnectionError | TimeoutError):
            raise DiskFull(
                "The backbone's weights could not be kept.",
                subject=repository,
                next_step="Make room for them, then train again.",
                details=str(error),
            ) from error
        raise no_network(repository, str(error)) from error
    except Exception as error:  # its library raises what its own libraries raise
        raise no_network(repository, f"{type(error).__name__}: {error}") from error
    _verify(fetched, promised.etag or "", repository)
    return fetched


def _reporting(report: Report, total: int) -> type:
    """A progress bar as the hub's library wants one, that tells bytes and draws nothing."""
    from tqdm import tqdm

    class Silent(tqdm):  # type: ignore[misc]
        def __init__(self, *args: object, **given: object) -> None:
            given.pop("name", None)
            super().__init__(*args, **(given | {"disable": True}))
            self.told = int(given.get("initial") or 0)  # type: ignore[call-overload]
            report(self.told, total)

        def update(self, n: float | None = 1) -> bool | None:
            self.told += int(n or 0)
            report(self.told, total)
            return None

    return Silent


def _verify(file: Path, etag: str, repository: str) -> None:
    """Large files have their SHA-256 as the hub's name for them."""
    if not _SHA256.fullmatch(etag):
        return
    digest = hash_of(file)
    if digest != etag:
        file.resolve().unlink(missing_ok=True)
        file.unlink(missing_ok=True)
        raise EnvironmentFault(
            "The backbone's weights arrived damaged.",
            subject=repository,
            kept=KEPT,
            next_step="Train again: they are fetched anew.",
            details=f"SHA-256 {digest}, promised {etag}",
        )


def read_safetensors(file: Path) -> dict[str, Tensor]:
    """Tensors of a file that cannot hold anything else.

    Raises:
        InvalidInput: it is no such file, is damaged, or is not there.
    """
    try:
        if file.suffix != ".safetensors":
            raise SafetensorError("its name does not end in .safetensors")
        tensors: dict[str, Tensor] = load_file(file)
    except (SafetensorError, OSError, ValueError) as error:
        raise InvalidInput(
            "These are no weights that LabelMT can read.",
            subject=str(file),
            kept=KEPT,
            next_step="Choose a safetensors file: other formats may run code when they are read.",
            details=str(error),
        ) from error
    return tensors
