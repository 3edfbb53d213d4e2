"""The spine simulator: one numerical patient, imaged by the physics of each modality.

Pure NumPy and SciPy. A `Patient` (seed, age, sex ...) and disease models make a `Scene`; the scene
fills tissue maps on any grid; `imaging` turns maps into MR and CT slices; `study` ties these to a
`CaseSpec` that rebuilds every image bit for bit. World axes: x to the left, y to the back, z down
(mm); DICOM patient coordinates (LPS) are (x, y, -z).
"""

#: Changes whenever the same recipe would give other pixels; stored with every recipe.
VERSION = 1
