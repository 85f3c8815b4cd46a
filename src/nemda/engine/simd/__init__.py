"""The compiled engine: the model's formulas and the solver's loop as machine code for this processor.

`formulas` turns traced equations into LLVM text, `signals` the outside signals, `steps` one trial step
of Rodas5P, `driver` the loop over steps and people; `machine` compiles and `cache` keeps the result on
disk, so that only the first run of a model on a machine waits for a compiler. llvmlite brings the
compiler; nothing else is needed on the user's machine.
"""
