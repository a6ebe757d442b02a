"""Pictures of series, drawn on the server: shapes say what is in one, drawing makes SVG or PNG of it (docs/adr/0020)."""
