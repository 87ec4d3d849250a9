"""PDF: pages in reading order, read by pdfium in a process of its own."""

from zzqa.ingest.pdf.reader import read_pdf

__all__ = ["read_pdf"]
