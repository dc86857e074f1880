"""What is looked at for fair play: the checks, what they rest on, and their words on the screen."""
