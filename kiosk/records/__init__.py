"""Keeping: sealed records and drafts, staff accounts and keys, the audit chain, backups."""
