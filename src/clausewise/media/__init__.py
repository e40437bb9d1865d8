"""The real content of a media file, found out where a hostile one does no harm."""
