"""The page's charts: a story in, inline SVG out, drawn by matplotlib in colours that the page's style decides.

Imports the story, its reckoning and matplotlib; matplotlib is loaded when the first chart is drawn.
A newcomer starts at `driftwarden.report.charts.canvas`, then `driftwarden.report.charts.errors`.
"""
