r"""Equations as MathML, which browsers draw without any script: no network when a page is read.

Markdown keeps ``$...$`` and ``$$...$$`` as LaTeX inside elements of class ``arithmatex``; here each is
turned into MathML when the page is built.
"""

from __future__ import annotations

import html
import re

from latex2mathml.converter import convert

_INLINE = re.compile(r'<span class="arithmatex">\\\((.*?)\\\)</span>', re.DOTALL)
_BLOCK = re.compile(r'<div class="arithmatex">\s*\\\[(.*?)\\\]\s*</div>', re.DOTALL)
_UPRIGHT = re.compile(r"\\mathrm\{([^{}]{2,})\}")


def with_mathml(page: str) -> str:
    """Return the HTML of a page with all LaTeX replaced by MathML."""
    page = _BLOCK.sub(lambda found: f'<div class="equation">{mathml(found[1], "block")}</div>', page)
    return _INLINE.sub(lambda found: mathml(found[1], "inline"), page)


def mathml(latex: str, display: str) -> str:
    """Return LaTeX as MathML; `display` is ``"block"`` or ``"inline"``."""
    # A name of several letters is one word, not a product of letters; and as text it would take the space
    # around its operators away, because MathML treats text as space.
    words = _UPRIGHT.sub(lambda name: r"\text{" + name[1].replace(r"\ ", " ") + "}", html.unescape(latex))
    written = convert(words.strip(), display=display)
    return written.replace("<mtext>", "<mi>").replace("</mtext>", "</mi>")
