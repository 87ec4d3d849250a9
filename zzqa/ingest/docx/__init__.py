"""Word documents (.docx): paragraphs, tables, notes and numbers in order."""

from zzqa.ingest.docx.reader import read_docx

__all__ = ["read_docx"]
