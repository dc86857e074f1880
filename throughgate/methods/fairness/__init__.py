"""Statistics of fair play: CUSUM, slopes, funnels and ratios from grouped counts. Pure."""
