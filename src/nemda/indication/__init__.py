"""Other indications: what the common states of the mood model may mean on the scale of another disorder.

Nothing here is a mechanism of its own: the shares of symptoms that drug, expectancy and time take away in the
mood model are carried to another scale by two or three fitted numbers for each reading of the evidence, which
is weak, and its grade stands beside every result. What would falsify this room: a disorder that follows
depression in no trial, or one whose course is unlike that of mood.
"""

from nemda.indication.library import indication, indications
from nemda.indication.predict import Outcome, predict

__all__ = ["Outcome", "indication", "indications", "predict"]
