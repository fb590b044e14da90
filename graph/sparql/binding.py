"""Where :func:`graph.binding.bind` stood before it became a leaf."""

from __future__ import annotations

from graph.binding import bind as bind
