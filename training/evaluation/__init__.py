"""Figures of the embedded model: a judge of attributes, and what the model must show."""
