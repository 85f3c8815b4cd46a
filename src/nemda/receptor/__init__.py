"""Block of NMDA receptors by competing pore blockers beside magnesium, over seconds to weeks."""
