"""Compiled inner loops of the engines that draw; what they compute is said, and tested, beside each engine."""
