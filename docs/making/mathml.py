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
    page = _BLOCK.sub(lambda found: f'<div class="equation">{large(found[1])}</div>', page)
    return _INLINE.sub(lambda found: mathml(found[1]), page)


def large(latex: str) -> str:
    """Return LaTeX as MathML in the size of an equation of its own, at the left of its line."""
    written = mathml(latex.replace(r"\frac", r"\dfrac"))
    return written.replace('display="inline"', 'display="inline" displaystyle="true"', 1)


def mathml(latex: str) -> str:
    """Return LaTeX as MathML in the size of a line of text."""
    # A name of several letters is one word, not a product of letters; and as text it would take the space
    # around its operators away, because MathML treats text as space.
    words = _UPRIGHT.sub(lambda name: r"\text{" + name[1].replace(r"\ ", " ") + "}", html.unescape(latex))
    written = convert(words.strip(), display="inline")
    return written.replace("<mtext>", "<mi>").replace("</mtext>", "</mi>")
