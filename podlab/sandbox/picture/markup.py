"""SVG elements as text. Every attribute and every text is escaped here and nowhere else."""

from html import escape

from podlab.sandbox.picture.layout.geometry import Box


def element(tag: str, *children: str, **attributes: str | float) -> str:
    """One element; `class_` becomes class, `data_port` data-port. Children are markup already."""
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(_value(value))}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{written}>{''.join(children)}</{tag}>"


def _value(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def rect(box: Box, classes: str, radius: float = 0) -> str:
    """A rectangle."""
    return element("rect", x=box.x, y=box.y, width=box.w, height=box.h, rx=radius, class_=classes)


def shape(data: str, classes: str) -> str:
    """A path."""
    return element("path", d=data, class_=classes)


def text(x: float, y: float, words: str, classes: str, anchor: str = "", title: str = "") -> str:
    """A line of text; `title` is what a pointer that rests on it is told."""
    more = {"text_anchor": anchor} if anchor else {}
    told = element("title", escape(title)) if title else ""
    return element("text", told + escape(words), x=x, y=y, class_=classes, **more)
