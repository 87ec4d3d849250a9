"""The archive that a Word document is: opened with distrust.

Only the parts that hold text are taken out, each no further than a limit, and handed to
python-docx: pictures are never unpacked, and a reference to a part that is absent, which Word
forgives, does no harm.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any

from zzqa.errors import ReadError

_PARTS = {"officeDocument", "core-properties", "styles", "numbering", "footnotes", "endnotes"}
"""The kinds of parts that are read."""
_MAX_TEXT_BYTES = 64 * 1024 * 1024
"""More XML is refused: a book of a thousand pages has about 20 MB, and a tree takes ten times
the bytes."""
_LARGE_MEMBER, _MAX_RATIO = 4 * 1024 * 1024, 250
"""A larger member that was packed tighter than this is a bomb: a table of equal cells, as tight
as XML gets, comes to about 100; deflate ends at 1030."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXPECTED = "expected a .docx document of Word 2007 or later"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/", b"wordprocessingml/2006/"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"officeDocument/2006/"),
)
"""Beginnings of the names of Strict Open XML, which python-docx does not know, and the usual."""


def open_document(content: bytes) -> Any:
    """Return the python-docx document of what is text in the file.

    Raises ReadError for what is no such document, is encrypted, or is made to do harm.
    """
    import docx

    if not content.startswith(b"PK"):
        raise ReadError(_no_archive(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            package = _Archive(archive).package()
        return docx.Document(package)
    except ReadError:
        raise
    except (zipfile.BadZipFile, EOFError, zlib.error) as error:
        raise ReadError(
            f"the archive is cut off or damaged ({_reason(error)}); {_EXPECTED}; copy or "
            "download the file again"
        ) from error
    except Exception as error:
        raise ReadError(
            f"the archive is no Word document ({_reason(error)}); {_EXPECTED}; open it with Word "
            "and save it anew"
        ) from error


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


def _no_archive(content: bytes) -> str:
    """Say what the file is instead of a zip archive."""
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return f"the document is encrypted; {_EXPECTED}; save it without a password"
        return (
            f"the file is an old .doc or an encrypted document (an OLE container); {_EXPECTED}; "
            "open it with Word and save it as .docx without a password"
        )
    start = content[:256].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    kinds = {b"{\\rtf": "RTF", b"<": "HTML or XML", b"%pdf": "PDF"}
    seen = next((kind for mark, kind in kinds.items() if start.startswith(mark)), "no zip archive")
    return (
        f"the file is {seen}; {_EXPECTED}; open it with the program it is of and save it as .docx"
    )


class _Archive:
    """A zip archive of which nothing is unpacked beyond a limit."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.members = {info.filename: info for info in archive.infolist()}
        self.left = _MAX_TEXT_BYTES
        self.parts: dict[str, bytes] = {}

    def package(self) -> io.BytesIO:
        """Return an archive of the parts that hold text and the relations among them."""
        if "_rels/.rels" not in self.members or "[Content_Types].xml" not in self.members:
            raise ReadError(
                f"a zip archive without word/document.xml; {_EXPECTED}; unpack it, or give it "
                "the suffix of what it is"
            )
        self.parts["[Content_Types].xml"] = self._read("[Content_Types].xml")
        main = self._follow("_rels/.rels", "/")
        if not main:
            raise ReadError(
                f"an archive of documents without word/document.xml; {_EXPECTED}; open it with "
                "Word and save it anew"
            )
        for path in main:
            folder, name = posixpath.split(path)
            relations = posixpath.join(folder, "_rels", f"{name}.rels")
            if relations in self.members:
                self._follow(relations, f"/{folder}")
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as stored:
            for path, part in self.parts.items():
                stored.writestr(path, part)
        package.seek(0)
        return package

    def _follow(self, relations: str, base: str) -> list[str]:
        """Take the parts that ``relations`` leads to; return the main ones among them."""
        from docx.opc import oxml

        xml: Any = oxml  # its annotations say str where bytes are wanted
        root = xml.parse_xml(self._read(relations))
        main: list[str] = []
        for relation in list(root):
            kind = str(relation.get("Type", "")).rsplit("/", 1)[-1]
            path = posixpath.normpath(posixpath.join(base, relation.get("Target", "")))
            target = path.lstrip("/")
            external = relation.get("TargetMode") == "External"
            if external or kind not in _PARTS or target not in self.members:
                root.remove(relation)
            elif target not in self.parts:
                self.parts[target] = self._read(target)
                main += [target] if kind == "officeDocument" else []
        self.parts[relations] = xml.serialize_part_xml(root)
        return main

    def _read(self, name: str) -> bytes:
        """Return the bytes of a member, which is XML without a document type."""
        info = self.members[name]
        if info.flag_bits & 1:
            raise ReadError(f"{name} is encrypted; {_EXPECTED}; save it without a password")
        bomb = info.file_size > max(_LARGE_MEMBER, _MAX_RATIO * info.compress_size)
        if bomb or info.file_size > self.left:
            raise ReadError(
                f"{name} unpacks from {info.compress_size} to {info.file_size} bytes; at most "
                f"{_MAX_TEXT_BYTES} bytes of text packed {_MAX_RATIO} to 1 are read; split the "
                "document"
            )
        with self.archive.open(info) as member:
            # A size asked for bounds what is unpacked; read() alone would inflate all there is.
            part = b"".join(iter(lambda: member.read(1 << 20), b""))
        self.left -= len(part)
        # Entities could refer to files or grow without end; UTF-16 has a NUL beside each letter.
        if b"<!DOCTYPE" in part[:4096].replace(b"\0", b"") or b"<!ENTITY" in part:
            raise ReadError(
                f"{name} declares a document type, which may be harmful; expected XML as Word "
                "writes it; open it with Word and save it anew"
            )
        for strict, usual in _STRICT:
            part = part.replace(strict, b"http://schemas.openxmlformats.org/" + usual)
        return part
