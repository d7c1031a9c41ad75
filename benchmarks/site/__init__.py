"""The example site as it is served, with a clock around it and one view to compare with."""
