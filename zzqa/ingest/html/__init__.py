"""HTML: the main text of a page with its title and date."""

from zzqa.ingest.html.reader import read_html

__all__ = ["read_html"]
