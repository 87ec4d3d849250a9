"""Files become text, whatever their encoding; what is no text is refused with the reason."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prose_samples import CHINESE

from zzqa.errors import CorpusError, ReadError
from zzqa.ingest.plain_text import decode, read_markdown, read_plain_text
from zzqa.ingest.readers import read_source
from zzqa.ingest.sources import find_sources

LONG = "".join(CHINESE[:4])
TRADITIONAL = (
    "圖書館新館開放以來，日均接待讀者七千三百人次，其中未成年人約占四成，週末尤其擁擠。" * 3
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_simplified_text_is_decoded(encoding: str) -> None:
    assert decode(LONG.encode(encoding))[0] == LONG


def test_traditional_text_in_big5_is_decoded() -> None:
    assert decode(TRADITIONAL.encode("big5")) == (TRADITIONAL, "big5")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# 林业工作总结\n\n2021年完成造林1296公顷。\n", "林业工作总结"),
        ("前言\r\n\r\n# 第 1 章 造林 #\r\n\r\n# 第 2 章\r\n", "第 1 章 造林"),
        ("```sh\n# 安装\nmake\n```\n\n# 使用 C#\n", "使用 C#"),
        ("## 二级\n\n#话题 今日\n\n# ---\n", ""),
        ("```\n# 没有结束的代码\n", ""),
    ],
)
def test_the_title_of_a_markdown_file(text: str, title: str) -> None:
    reading = read_markdown(text.encode())
    assert (reading.text, reading.title) == (text, title)


@pytest.mark.parametrize("byte_order", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_by_its_mark(byte_order: str) -> None:
    text, encoding = decode(("\ufeff" + LONG).encode(byte_order))
    assert (text, encoding) == (LONG, "utf-16")


@pytest.mark.parametrize("text", ["株洲市", "专利", "中国科学院", "今年上半年出口额增长"])
def test_a_short_gbk_text_is_not_taken_for_big5(text: str) -> None:
    assert decode(text.encode("gbk")) == (text, "gb18030")


@settings(max_examples=50, deadline=None)
@given(st.text(min_size=1).filter(lambda text: text[0] != "\ufeff" and "\0" not in text))
def test_utf_8_is_never_taken_for_anything_else(text: str) -> None:
    """But for a few characters none of which is Chinese or Western, see the next test."""
    padded = f"{text}，{LONG}"
    assert decode(padded.encode()) == (padded, "utf-8")


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
@pytest.mark.parametrize(
    "text", ["通知", "停水通知", "联通", "放假三天。", "WiFi密码12345678", "张伟"]
)
def test_short_texts_that_fit_in_two_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize("text", ["臺北市", "國慶連假", "張偉", "今天下雨囉。", "本週五開會"])
def test_short_traditional_texts_in_big5(text: str) -> None:
    assert decode(text.encode("big5")) == (text, "big5")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["通知", "停水通知", "放假三天。", "株洲市", "2024年8月1日停电", LONG]
)
def test_utf_16_without_a_mark_is_known_by_what_it_says(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_text_cut_off_within_a_character_is_read_and_told_of(encoding: str) -> None:
    reading = read_plain_text((LONG + "停").encode(encoding)[:-1])
    assert (reading.text, reading.encoding) == (LONG, encoding)
    assert reading.notes == (f"1 character is not valid {encoding} and lost",)


def test_the_byte_order_mark_is_no_part_of_the_text() -> None:
    assert decode(b"\xef\xbb\xbf" + LONG.encode()) == (LONG, "utf-8-sig")


@settings(max_examples=50, deadline=None)
@given(st.binary(min_size=1, max_size=200))
def test_any_bytes_are_decoded_or_refused(content: bytes) -> None:
    try:
        text, encoding = decode(content)
    except ReadError as error:
        assert str(error).count(";") >= 1 or "NUL" in str(error)
    else:
        assert isinstance(text, str)
        assert encoding


def test_what_was_read_keeps_the_digest_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "page.TXT"
    path.write_bytes(LONG.encode("gbk"))
    source = read_source(path)
    assert source.reading.text == LONG
    assert source.reading.encoding == "gb18030"
    assert source.digest == hashlib.sha256(LONG.encode("gbk")).hexdigest()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", "\n \t\u3000\n".encode(), "nothing but blanks"),
        ("marks.txt", "\ufeff\n\u200b\u200b\n".encode(), "nothing but blanks"),
        ("binary.txt", b"\x7fELF\x02\x01\x01" + b"\0" * 60, "binary"),
        ("random.txt", bytes(range(128, 256)) * 4 + b"\xff\xff\xff", "not UTF-8"),
        ("odd.txt", b"\xff\xfea", "utf-16"),
        ("image.png", b"\x89PNG", r"format \.png"),
        ("noname", b"text", "without a suffix"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ReadError, match=message) as caught:
        read_source(path)
    assert "\n" not in str(caught.value)


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    for name in ("folder.txt", "missing.txt"):
        with pytest.raises(ReadError, match="cannot be opened"):
            read_source(tmp_path / name)


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")


def parts(*paths: Path | str) -> tuple[Any, Any, Any]:
    found = find_sources(paths)
    return found.files, found.metadata, found.skipped


def test_sources_are_named_from_the_folder_and_sorted(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "a/c.md", "a/b.TXT", "z.txt")
    files, _metadata, skipped = parts(tmp_path)
    assert [file.name for file in files] == ["a/b.TXT", "a/c.md", "b.txt", "z.txt"]
    assert files[1].path == tmp_path / "a" / "c.md"
    assert skipped == ()


def test_files_and_folders_mix_and_a_file_given_twice_is_one(tmp_path: Path) -> None:
    make(tmp_path, "one/a.txt", "b.txt")
    files, *_ = parts(tmp_path / "one", tmp_path / "b.txt", str(tmp_path / "one" / "a.txt"))
    assert [file.name for file in files] == ["a.txt", "b.txt"]


def test_hidden_files_are_left_out_and_other_formats_reported(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", ".hidden.txt", ".git/b.txt", "c.png", "sub/noname")
    files, _metadata, skipped = parts(tmp_path)
    assert [file.name for file in files] == ["a.txt"]
    assert [skip.source for skip in skipped] == ["c.png", "sub/noname"]
    assert "expected one of .docx, " in skipped[0].reason


def test_the_files_of_an_index_are_no_documents(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "index/manifest.json", "index/write.lock", "index/README.md")
    make(tmp_path, "index/gen-000001/files.json", "index/gen-000001/raw.txt")
    make(tmp_path, "killed/write.lock", "killed/manifest.json.tmp")
    make(tmp_path, "old/manifest.json", "old/gen-000007/manifest.json", "old/gen-000007/raw.txt")
    files, _metadata, skipped = parts(tmp_path)
    assert [file.name for file in files] == ["a.txt", "index/README.md"]
    assert skipped == ()


def test_a_folder_that_is_only_called_as_those_of_an_index_are(tmp_path: Path) -> None:
    make(tmp_path, "gen-000001/a.txt", "app/manifest.json")
    files, _metadata, skipped = parts(tmp_path)
    assert [file.name for file in files] == ["gen-000001/a.txt"]
    assert [skip.source for skip in skipped] == ["app/manifest.json"]


def test_a_folder_may_itself_be_hidden(tmp_path: Path) -> None:
    make(tmp_path, ".corpus/a.txt")
    assert [file.name for file in find_sources([tmp_path / ".corpus"]).files] == ["a.txt"]


def test_a_missing_path_and_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="there is no"):
        find_sources([tmp_path / "missing"])
    make(tmp_path, "one/a.txt", "two/a.txt")
    with pytest.raises(CorpusError, match=r"would both be named a\.txt"):
        find_sources([tmp_path / "one", tmp_path / "two"])


def test_a_folder_that_leads_back_to_itself_is_walked_once(tmp_path: Path) -> None:
    make(tmp_path, "sub/a.txt")
    (tmp_path / "sub" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    assert [file.name for file in find_sources([tmp_path]).files] == ["sub/a.txt"]


def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    (tmp_path / "a.txt").chmod(0)
    if os.access(tmp_path / "a.txt", os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(ReadError, match="check its permissions"):
        read_source(tmp_path / "a.txt")
