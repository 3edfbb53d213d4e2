"""Accounts: sign up, sign in and out, passwords. Plain views over Django's own user model."""
