"""The process environment, read once; a `.env` file beside manage.py is honoured."""

from environs import Env

env = Env()
env.read_env()
