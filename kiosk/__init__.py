"""Ketamine infusion intake kiosk."""
