"""What follows from a linkage: ids that stay (`identity`), and partitions drawn with its doubt (`partitions`, `sampling`)."""
