"""What moved since an earlier day or data file, as the screen, the pack and the command show it."""
