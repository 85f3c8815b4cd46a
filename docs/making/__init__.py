"""What the documentation takes from the code: pages, tables, figures, equations, executed examples."""
