"""The document: a frozen snapshot becomes blocks, the blocks HTML, the HTML a PDF. Each step can be tested alone."""
