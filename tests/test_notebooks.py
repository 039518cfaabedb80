"""The notebooks of the documentation run from their first cell to their last."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[1] / "docs" / "notebooks"
BOOKS = sorted(FOLDER.glob("*.ipynb"))


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.filterwarnings("ignore")  # the kernel's own, not ours
@pytest.mark.parametrize("book", BOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(book: Path, tmp_path: Path, flagship_store: Path) -> None:
    shutil.copytree(flagship_store, tmp_path / ".facta")
    read = nbformat.read(book, as_version=4)
    assert all(not cell.get("outputs") for cell in read.cells), "stored without its outputs"
    NotebookClient(read, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in read.cells for output in cell.get("outputs", ())]
    assert any("text/html" in output.get("data", ()) for output in outputs)
    assert not any(output.output_type == "error" or output.get("name") == "stderr" for output in outputs)


def test_there_are_notebooks() -> None:
    assert len(BOOKS) >= 2
