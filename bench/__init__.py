"""How well figures are read, and how fast: `make score`, `make bench`. Nothing here is needed to run the product."""
