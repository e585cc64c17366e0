"""Ready-made settings that ship with Tradepost: gunicorn, nginx, systemd, containers, example configs."""
