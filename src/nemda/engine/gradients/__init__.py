"""Exact derivatives of a simulation: the same equations and the same solver, carried out by JAX.

Slopes of outputs such as MADRS with respect to parameters, for sensitivity, fitting and design. Needs the
extra ``gradients``. The public functions are in `nemda.engine.gradients.gradient` (people one by one),
`nemda.engine.gradients.population` (their mean) and `nemda.engine.gradients.pilot` (the frozen steps).
"""
