"""What pyqtgraph imports by a name that it puts together, for PyInstaller.

In the place of the hook of pyinstaller-hooks-contrib, which imports every module of pyqtgraph in a
process that takes minutes to end on a busy machine.
"""

hiddenimports = [
    "pyqtgraph.graphicsItems.PlotItem.plotConfigTemplate_generic",
    "pyqtgraph.graphicsItems.ViewBox.axisCtrlTemplate_generic",
    "pyqtgraph.imageview.ImageViewTemplate_generic",
]
excludedimports = ["PyQt5", "PyQt6", "PySide2"]
