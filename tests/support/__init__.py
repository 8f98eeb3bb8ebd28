"""Helpers that several tests share. They build inputs; they never stand in for what we ship."""
