"""One script per figure that the docs quote; `make bench` runs them all."""
