"""What each link of the chain contributed to one person's change in mood, by switching arrows off.

The model is asked, not the world: a contribution says how this set of equations makes its number, not
which mechanism is at work in a patient. What would falsify this room: contributions that do not sum to the
change they explain, or an arrow whose loss changes nothing that it is said to carry.
"""

from nemda._callable import make_callable

make_callable(__name__, "nemda.explain.explain:explain")
