"""Install the learning engine: what a bundle lacks, explained, fetched, repaired, removed."""
