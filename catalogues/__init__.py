"""Tools for the catalogues: our own words, gathered from the source and held against each translation."""
