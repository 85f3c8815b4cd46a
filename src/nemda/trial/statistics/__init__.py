"""What a trial concludes: differences with their tests, and times to an event.

What would falsify this room: a test that rejects more often than its level when arms do not differ, or an
estimate that a standard program does not give for the same ratings.
"""

from nemda.trial.statistics.compared import Compared, compare_arms
from nemda.trial.statistics.events import Hazard, hazard_ratio
from nemda.trial.statistics.mmrm import mmrm

__all__ = ["Compared", "Hazard", "compare_arms", "hazard_ratio", "mmrm"]
