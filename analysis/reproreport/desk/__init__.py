"""What an author has between two builds: a preview that follows each save, notebooks in Jupyter, names."""
