"""Where cells lie, and which are found there again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from labelmt.gui.images.grid.grid_geometry import GridGeometry

geometries = st.builds(
    GridGeometry,
    count=st.integers(0, 200),
    width=st.integers(1, 500),
    cell_width=st.integers(10, 120),
    cell_height=st.integers(10, 120),
    margin=st.integers(0, 8),
)


@given(geometry=geometries, data=st.data())
def test_every_cell_is_found_where_it_lies(geometry: GridGeometry, data: st.DataObject) -> None:
    if not geometry.count:
        return
    position = data.draw(st.integers(0, geometry.count - 1))
    x, y, width, height = geometry.cell(position)
    assert width >= geometry.cell_width
    assert geometry.at(x, y) == geometry.at(x + width - 1, y + height - 1) == position
    assert position in geometry.between(y, y + 1)
    assert y + height <= geometry.height


@given(geometry=geometries, data=st.data())
def test_a_block_is_the_cells_its_rectangle_touches(
    geometry: GridGeometry, data: st.DataObject
) -> None:
    left, top = data.draw(st.integers(-20, 500)), data.draw(st.integers(-20, 900))
    right, bottom = left + data.draw(st.integers(0, 400)), top + data.draw(st.integers(0, 400))
    found = geometry.touched(left, top, right, bottom).nonzero()[0].tolist()
    touched = []
    for position in range(geometry.count):
        x, y, width, height = geometry.cell(position)
        if x <= right and x + width > left and y <= bottom and y + height > top:
            touched.append(position)
    assert found == touched
