"""Speed and truth against named peers: the same input, in the same run, told as ratios."""
