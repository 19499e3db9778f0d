"""Layers as other frameworks and course notes write them, read as what they are here. No code is ever run."""
