"""The site as files: the same pages, written to a folder that works from disk."""
