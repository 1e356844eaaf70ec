"""The steps of the work: the only place where pure rooms meet the case on disk.

A step takes the open case first, calls rooms that turn frames into frames, records what it did as an event and returns a small
result. Each step is re-exported as `atleast.<verb>`.
"""
