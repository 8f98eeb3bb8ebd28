"""Recognising medicines as patients write them. Never decides for a patient, never judges a risk."""
