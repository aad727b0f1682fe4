"""A page as a tree of elements, as a browser would read it."""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

VOID = {"meta", "br", "img", "link", "input", "hr"}


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tree = TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        self.open.append(tag)
        if tag in VOID:
            self.handle_endtag(tag)

    def handle_startendtag(self, tag, attrs):
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        self.tree.end(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.tree.end(self.open.pop())

    def handle_data(self, data):
        if self.open:
            self.tree.data(data)


def tree(page: str) -> Element:
    """Return the tree of a page; fails where an element is closed by the end of another."""
    builder = _Builder()
    builder.feed(page)
    builder.close()
    return builder.tree.close()


def words(node: Element) -> str:
    """Return the text of an element, its spaces single."""
    return " ".join("".join(node.itertext()).split())
