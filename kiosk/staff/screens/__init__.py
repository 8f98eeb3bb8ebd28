"""The pages of the staff screen, one file for each thing that staff do."""
