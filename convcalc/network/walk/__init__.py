"""The walk over a spec, which writes its graph: what is called, named, run again, and worked out once."""
