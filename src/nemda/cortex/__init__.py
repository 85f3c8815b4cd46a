"""EEG from a thalamocortical model whose NMDA synapses are blocked by the drug in the receptors.

Three cortical columns (frontal, parietal, occipital), each with pyramidal, parvalbumin and somatostatin cells
and its own thalamic relay and reticular cells, are followed at their operating point; spectra are the exact
response of the linearized model, delays included, to noise. Seconds are so much faster than levels that the
EEG at any time of a dose is a conditional steady state: nothing is integrated over weeks. What would falsify
the room: an EEG change that is there without block of NMDA receptors, or gone while they are blocked.
"""

from nemda.cortex.bands import bands
from nemda.cortex.blocks import Blocks, blocks_of, no_block
from nemda.cortex.course import EEG, eeg, spectra

__all__ = ["EEG", "Blocks", "bands", "blocks_of", "eeg", "no_block", "spectra"]
