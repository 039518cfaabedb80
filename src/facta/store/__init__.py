"""The store: append-only records that answer as of a day, and the bytes they were read from.

Nothing is ever updated in place. A revision or a retraction is a new row, visible from the day on
which the world could have known it; what a day before that saw does not change.
"""

from facta.store.folder import Store, open_store
from facta.store.read import TABLES, Records, Table, memory_store
from facta.store.write import Appended

__all__ = ["TABLES", "Appended", "Records", "Store", "Table", "memory_store", "open_store"]
