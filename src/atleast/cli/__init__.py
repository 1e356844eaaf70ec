"""The command line: one file a command, loaded only when it is called.

A command reads its options, calls one step and prints what came of it. Nothing is decided here.
"""
