"""English: which number counts which harm (`binding`), and who says so (`saying`)."""
