"""What a media file really holds, found out where a hostile one does no harm."""
